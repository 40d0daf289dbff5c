using System.CommandLine;
using Faultline.Engine.Journals;
using Faultline.Engine.Reports;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline report JOURNAL|RUN-ID...</c>: runs for people, and for the programs that gate on them.</summary>
internal static class ReportCommand
{
    public static Command Create(GlobalOptions globals, Terminal terminal)
    {
        var sources = new Argument<string[]>("JOURNAL|RUN-ID")
        {
            Description = "A journal file, also one of the Chaos Toolkit, the id of a run, or 'last'. Several are compared.",
            Arity = ArgumentArity.OneOrMore,
        };
        var format = new Option<string?>("--format")
        {
            Description = "How the report is written [default: what the file's name ends in (.html, .md, .xml, .json, .sarif), else html].",
            HelpName = string.Join('|', ReportFormats.Names),
        };
        format.AcceptOnlyFromAmong([.. ReportFormats.Names]);
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Write it to this file rather than to standard output.",
            HelpName = "FILE",
        };
        var document = new Option<string?>("--document")
        {
            Description =
                "The experiment's file, for the lines of findings [default: the file that the journal names, where it is still there].",
            HelpName = "FILE",
        };
        var reference = new ReferenceReportOptions(terminal.Name);
        var command = new Command(
            "report",
            "Make a report of one run or several: verdict, timeline, every activity. 'github' writes annotations, and appends to $GITHUB_STEP_SUMMARY."
        )
        {
            sources,
            format,
            output,
            document,
        };
        reference.AddTo(command);
        command.SetAction(parsed =>
        {
            using var log = globals.OpenLog(parsed, terminal);
            var (journals, target) = reference.Read(parsed, parsed.GetRequiredValue(sources), parsed.GetValue(output), log);
            var reading = new RunReading(new RunStore(globals.State(parsed, terminal)), parsed.GetValue(document), terminal.Environment);
            var runs = reading.Read(journals);
            var path = target;
            var chosen =
                reference.Format(parsed) is { } exported ? exported
                : parsed.GetValue(format) is { } name ? ReportFormats.Parse(name)
                : ReportFile.FormatOf(path);
            if (chosen == ReportFormat.GitHub)
            {
                ReportFile.AppendSummary(runs, terminal.Environment);
            }

            var report = Report.Render(runs, chosen);
            if (path is null)
            {
                terminal.Output.Write(report);
                return 0;
            }

            try
            {
                File.WriteAllText(path, report);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new UserException($"The report can't be written to '{path}': {e.Message}");
            }

            terminal.Output.WriteLine($"Report generated as '{path}'");
            return 0;
        });
        return command;
    }
}
