using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports.GitHub;

/// <summary>
/// Runs as workflow commands of GitHub Actions: an annotation per finding, and a group of lines per run. The job summary is
/// <see cref="Summary"/>.
/// </summary>
public static class GitHubReport
{
    // What a step's summary may hold, less a margin for what others write.
    private const int MostSummary = 900 * 1024;

    /// <summary>The lines for the log.</summary>
    public static string Render(ImmutableArray<ReportedRun> runs)
    {
        var builder = new StringBuilder();
        foreach (var run in runs)
        {
            Annotations(builder, run);
            Group(builder, run, runs.Length > 1);
        }

        return builder.ToString();
    }

    /// <summary>The Markdown for the job's summary, cut to what GitHub takes.</summary>
    public static string Summary(ImmutableArray<ReportedRun> runs)
    {
        var markdown = MarkdownReport.Render(runs);
        if (Encoding.UTF8.GetByteCount(markdown) > MostSummary)
        {
            markdown = MarkdownReport.Render(runs, withOutputs: false);
        }

        if (Encoding.UTF8.GetByteCount(markdown) <= MostSummary)
        {
            return markdown;
        }

        // A character is four bytes at most.
        var end = markdown.LastIndexOf('\n', Math.Min(markdown.Length - 1, MostSummary / 4));
        return markdown[..(end + 1)] + "\n_The rest is left out: it is more than a job summary may hold._\n";
    }

    private static void Annotations(StringBuilder builder, ReportedRun run)
    {
        foreach (var finding in Finding.Of(run.Model))
        {
            var command = finding.Level switch
            {
                FindingLevel.Error => "error",
                FindingLevel.Warning => "warning",
                _ => "notice",
            };
            var title = $"{VerdictText.Title(run.Model.Verdict)}: {run.Model.Title ?? "Untitled experiment"}";
            builder.Append("::").Append(command).Append(' ');
            if (run.PlaceOf(finding.Activity) is { } place)
            {
                builder.Append("file=").Append(Property(place.Path)).Append(',');
                if (place.Position is { } position)
                {
                    builder.Append(CultureInfo.InvariantCulture, $"line={position.Line},col={position.Column},");
                }
            }

            builder.Append("title=").Append(Property(VisibleText.Line(title, 200))).Append("::");
            builder.Append(Data(VisibleText.Cut(finding.Message, 4000))).Append('\n');
        }
    }

    private static void Group(StringBuilder builder, ReportedRun run, bool isNamed)
    {
        var model = run.Model;
        var name = isNamed ? $" ({run.Name})" : "";
        builder
            .Append("::group::")
            .Append(Data(VisibleText.Line($"Faultline {VerdictText.Word(model.Verdict)}: {model.Title}{name}", 200)));
        Line(
            builder,
            $"Verdict: {VerdictText.Word(model.Verdict)} (exit code {model.ExitCodeOrDerived}). {VerdictText.Sentence(model.Verdict)}"
        );
        Line(builder, $"{UndoText.Title(model.Undo)}. {UndoText.Sentence(model.Undo)}");
        foreach (var (term, lines) in Story.Of(model))
        {
            foreach (var line in lines)
            {
                Line(builder, $"{term.TrimEnd('?')}: {line}");
            }
        }

        Line(builder, $"Took {TimeText.Duration(model.Duration)}.");
        builder.Append("\n::endgroup::\n");
    }

    // The runner looks for commands in every line, in two spellings; these lines begin with words of ours, which leaves one.
    private static void Line(StringBuilder builder, string text) =>
        builder.Append('\n').Append(VisibleText.Clean(VisibleText.Line(text, 1000)).Replace("##[", "## [", StringComparison.Ordinal));

    private static string Data(string text) =>
        VisibleText
            .Clean(text)
            .Replace("%", "%25", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) =>
        Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
