using System.Collections.Immutable;
using System.Globalization;
using Faultline.Engine.Reports.Comparing;
using Faultline.Engine.Reports.Markdown;
using static Faultline.Engine.Reports.Markdown.MarkdownWriter;

namespace Faultline.Engine.Reports;

/// <summary>Runs as GitHub's Markdown, for a pull request, a job summary or a wiki.</summary>
public static class MarkdownReport
{
    /// <summary>One run.</summary>
    public static string Render(ReportModel report) => Render([new ReportedRun(report.RunId ?? "run", report)]);

    /// <summary>The whole text. No text of a journal in it can format, link, embed or mention.</summary>
    /// <param name="runs">At least one run; of several, what they have in common and what not comes first.</param>
    /// <param name="withOutputs">Whether what activities put out is in it, folded.</param>
    public static string Render(ImmutableArray<ReportedRun> runs, bool withOutputs = true)
    {
        var writer = new MarkdownWriter();
        if (runs.Length > 1)
        {
            Compared(writer, runs);
        }

        foreach (var run in runs)
        {
            new MarkdownRun(writer, run.Model, withOutputs).Write(runs.Length > 1 ? run.Name : null);
        }

        return writer.ToString();
    }

    private static void Compared(MarkdownWriter writer, ImmutableArray<ReportedRun> runs)
    {
        var bad = runs.Count(run => !run.Model.IsSuccess);
        writer
            .Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"## {(bad == 0 ? "✅" : "❌")} {runs.Length} runs, {(bad == 0 ? "all of them a success" : $"{bad} of them no success")}"
                )
            )
            .Line();
        foreach (var comparison in Comparison.Of(runs))
        {
            writer.Table(
                ["", .. comparison.Runs.Select(run => Plain(run.Name, 60))],
                comparison.Rows.Select(row =>
                    (string[])
                        [row.Differs ? $"**{Plain(row.Term, 100)}**" : Plain(row.Term, 100), .. row.Cells.Select(cell => Plain(cell, 160))]
                )
            );
        }
    }
}
