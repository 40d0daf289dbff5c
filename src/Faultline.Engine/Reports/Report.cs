using System.Collections.Immutable;
using Faultline.Engine.Reports.GitHub;
using Faultline.Engine.Reports.JUnit;
using Faultline.Engine.Reports.Sarif;
using Faultline.Engine.Reports.Summaries;

namespace Faultline.Engine.Reports;

/// <summary>Runs as text, in any of the formats.</summary>
public static class Report
{
    /// <summary>The whole text.</summary>
    /// <param name="runs">At least one run; several are compared where the format is read by people.</param>
    /// <param name="format">The format.</param>
    public static string Render(ImmutableArray<ReportedRun> runs, ReportFormat format) =>
        format switch
        {
            ReportFormat.Html => HtmlReport.Render(runs),
            ReportFormat.Markdown => MarkdownReport.Render(runs),
            ReportFormat.JUnit => JUnitReport.Render(runs),
            ReportFormat.Json => SummaryReport.Render(runs),
            ReportFormat.Sarif => SarifReport.Render(runs),
            ReportFormat.GitHub => GitHubReport.Render(runs),
            _ => throw new System.Diagnostics.UnreachableException(format.ToString()),
        };
}
