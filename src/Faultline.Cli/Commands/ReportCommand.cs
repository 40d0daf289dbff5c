using System.CommandLine;
using Faultline.Abstractions.Data;
using Faultline.Engine.Journals;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline report JOURNAL|RUN-ID</c>: a run for people.</summary>
internal static class ReportCommand
{
    public static Command Create(GlobalOptions globals, Terminal terminal)
    {
        var source = new Argument<string>("JOURNAL|RUN-ID")
        {
            Description = "A journal file, also one of the Chaos Toolkit, the id of a run, or 'last'.",
        };
        var format = new Option<string>("--format")
        {
            Description = "How the report is written.",
            HelpName = "html|markdown",
            DefaultValueFactory = _ => "html",
        };
        format.AcceptOnlyFromAmong("html", "markdown");
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Write it to this file rather than to standard output.",
            HelpName = "FILE",
        };
        var command = new Command("report", "Make a report of a run: verdict, timeline, every activity.") { source, format, output };
        command.SetAction(parsed =>
        {
            using var log = globals.OpenLog(parsed, terminal);
            var journal = Journal(parsed.GetRequiredValue(source), new RunStore(globals.State(parsed, terminal)));
            var report = ReportFile.Render(journal, parsed.GetValue(format)!);
            if (parsed.GetValue(output) is not { } path)
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

    private static DataNode Journal(string source, RunStore runs)
    {
        if (File.Exists(source))
        {
            try
            {
                return JsonText.Parse(File.ReadAllBytes(source));
            }
            catch (DataSyntaxException e)
            {
                throw new UserException($"{source}:{e.Position}: this is not a journal: {e.Message}");
            }
        }

        return runs.Find(source) is { } id
            ? RunsCommand.Replay(runs, id).Journal.Read()
            : throw new UserException($"'{source}' is neither a file nor the id of a run. 'faultline runs list' shows the runs.");
    }
}
