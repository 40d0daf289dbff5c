using System.CommandLine;
using Faultline.Cli.Rendering;
using Faultline.Engine.Reports;

namespace Faultline.Cli.Commands;

/// <summary>
/// The options of the reference's <c>report</c> (specification §20), whose last argument is the file to write:
/// <c>report --export-format html journal.json report.html</c>.
/// </summary>
internal sealed class ReferenceReportOptions(ProgramName program)
{
    private readonly Option<string?> _format = new("--export-format")
    {
        Description = "As the Chaos Toolkit has it: the last argument is then the file to write.",
        HelpName = "markdown|html|html5",
    };

    private readonly Option<string?> _title = new("--title") { Hidden = true };
    private readonly Option<string[]> _variables = new("--var") { Hidden = true };
    private readonly Option<string[]> _files = new("--var-file") { Hidden = true };

    public void AddTo(Command command)
    {
        _format.AcceptOnlyFromAmong("markdown", "html", "html5", "pdf");
        foreach (var option in (Option[])[_format, _title, _variables, _files])
        {
            command.Add(option);
        }
    }

    /// <summary>The format that the option names; null where it is not given.</summary>
    public ReportFormat? Format(ParseResult parsed) =>
        parsed.GetValue(_format) switch
        {
            null => null,
            "markdown" => ReportFormat.Markdown,
            "pdf" => throw new UserException("No PDF is written: make the report with --format html, which browsers print to one."),
            _ => ReportFormat.Html,
        };

    /// <summary>The journals, and the file to write; null for standard output.</summary>
    public (string[] Journals, string? Output) Read(ParseResult parsed, string[] sources, string? output, Log log)
    {
        if (parsed.GetValue(_title) is not null)
        {
            log.Write(LogLevel.Warning, "--title has no effect: a report is titled by its experiments.");
        }

        // Values stand in the journal as the run had them, so --var and --var-file have nothing to add.
        var isReference = parsed.GetValue(_format) is not null || program == ProgramName.Chaos;
        return isReference && output is null && sources.Length > 1 ? (sources[..^1], sources[^1]) : (sources, output);
    }
}
