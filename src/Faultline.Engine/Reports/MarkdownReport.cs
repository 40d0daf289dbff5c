using Faultline.Engine.Reports.Markdown;
using Faultline.Engine.Reports.Words;
using static Faultline.Engine.Reports.Markdown.MarkdownWriter;

namespace Faultline.Engine.Reports;

/// <summary>A run as GitHub's Markdown, for a pull request or a wiki.</summary>
public static class MarkdownReport
{
    private const int MostMisses = 20;

    // GitHub takes 65,536 characters for one comment.
    private const int MostOutput = 4000;

    /// <summary>The whole text. No text of the journal in it can format, link, embed or mention.</summary>
    public static string Render(ReportModel report)
    {
        var writer = new MarkdownWriter();
        writer
            .Line($"## {Sign(report.Verdict)} {VerdictText.Title(report.Verdict)}: {Plain(report.Title ?? "Untitled experiment", 200)}")
            .Line();
        writer.Line($"**{VerdictText.Sentence(report.Verdict)}** {UndoText.Title(report.Undo)}: {UndoText.Sentence(report.Undo)}").Line();
        if (report.VerdictIsDerived)
        {
            writer.Line("_The journal states no verdict; this one is derived from its records._").Line();
        }

        foreach (var (term, lines) in Story.Of(report))
        {
            writer.Line($"- **{term}** {Plain(string.Join("; ", lines), 2000)}");
        }

        writer.Line();
        Reasons(writer, report);
        Hypothesis(writer, report);
        Activities(writer, "What was done", report, report.Method);
        Activities(writer, "Rollbacks", report, report.Rollbacks);
        Next(writer, report);
        Details(writer, report);
        return writer.ToString();
    }

    private static void Reasons(MarkdownWriter writer, ReportModel report)
    {
        if (report.Reasons.IsEmpty)
        {
            return;
        }

        writer.Line("### Reasons").Line();
        foreach (var reason in report.Reasons)
        {
            writer.Line($"- {Code(reason.Kind)} {Plain(reason.Message, 1000)}");
        }

        writer.Line();
    }

    private static void Hypothesis(MarkdownWriter writer, ReportModel report)
    {
        var names = (report.Before?.Probes ?? []).Concat(report.After?.Probes ?? []).Select(probe => probe.Name).Distinct().ToList();
        if (names.Count > 0)
        {
            writer.Line("### Hypothesis").Line();
            writer.Table(["Probe", "Expected", "Before", "After"], names.Select(name => Compared(report, name)));
        }

        var missed = report.During.SelectMany(entry => entry.Probes).Where(probe => probe.IsBad).ToList();
        if (!report.During.IsEmpty)
        {
            writer
                .Line(
                    $"During the method {report.During.Count(entry => entry.Met == true)} of {report.During.Length} evaluations were met."
                )
                .Line();
        }

        if (missed.Count > 0)
        {
            writer.Table(
                ["When", "Probe", "Expected", "Found"],
                missed
                    .Take(MostMisses)
                    .Select(probe =>
                        (string[])
                            [
                                TimeText.Offset(probe.Start, report.Start),
                                Plain(probe.Name),
                                Code(ToleranceText.Expected(probe)),
                                Code(ToleranceText.Found(probe)),
                            ]
                    )
            );
        }
    }

    private static string[] Compared(ReportModel report, string name)
    {
        var before = report.Before?.Probes.FirstOrDefault(probe => probe.Name == name);
        var after = report.After?.Probes.FirstOrDefault(probe => probe.Name == name);
        return [Plain(name), Code(ToleranceText.Expected(before ?? after!)), State(before), State(after)];
    }

    private static string State(ActivityRecord? probe) =>
        probe is null
            ? "not run"
            : $"{ResultText.Sign(probe.Result)} {Code(ToleranceText.Found(probe))} in {TimeText.Duration(probe.Duration)}";

    private static void Activities(MarkdownWriter writer, string title, ReportModel report, IReadOnlyList<ActivityRecord> records)
    {
        if (records.Count == 0)
        {
            return;
        }

        writer.Line($"### {title}").Line();
        writer.Table(
            ["Start", "Activity", "Type", "Took", "Result"],
            records.Select(record =>
                (string[])
                    [
                        TimeText.Offset(record.Start, report.Start),
                        Plain(record.Name),
                        Plain(record.Type ?? "activity") + (record.Background ? ", background" : ""),
                        TimeText.Duration(record.Duration),
                        $"{ResultText.Sign(record.Result)} {ResultText.Title(record)}{(record.Failure is { } failure ? ": " + Plain(failure) : "")}",
                    ]
            )
        );
    }

    private static void Next(MarkdownWriter writer, ReportModel report)
    {
        var pointers = report.Pointers();
        if (pointers.IsEmpty)
        {
            return;
        }

        writer.Line("### What to look at next").Line();
        foreach (var pointer in pointers)
        {
            writer.Line($"- {Plain(pointer, 1000)}");
        }

        writer.Line();
        foreach (var (probe, source, text) in report.Logs().Take(3))
        {
            writer.Fold(
                $"Captured by {VisibleText.Line(probe.Name, 120)}: {VisibleText.Line(source, 120)}",
                inner => inner.Block(VisibleText.Cut(text, MostOutput))
            );
        }
    }

    private static void Details(MarkdownWriter writer, ReportModel report)
    {
        writer.Fold(
            "Facts",
            inner => inner.Table(["Fact", ""], Facts.Of(report).Select(fact => (string[])[fact.Term, Plain(fact.Text, 600)]))
        );
        var records = report
            .Method.Concat(report.Rollbacks)
            .Where(record => record.Output is not null || record.Trace is not null)
            .ToList();
        if (records.Count > 0)
        {
            writer.Fold("Outputs", inner => records.ForEach(record => Output(inner, record)));
        }

        if (!report.Damage.IsEmpty)
        {
            writer.Line("What of the journal could not be read: " + Plain(string.Join(' ', report.Damage), 1000));
        }
    }

    private static void Output(MarkdownWriter writer, ActivityRecord record)
    {
        writer.Line($"**{Plain(record.Name)}** {Code(ProviderText.Summary(record.Provider))}");
        if (record.Trace is { } trace)
        {
            writer.Block(VisibleText.Cut(trace, MostOutput));
        }

        foreach (var (label, text) in OutputText.Parts(record.Output, MostOutput))
        {
            writer.Line().Line(label is null ? "" : Plain(label)).Block(text);
        }
    }

    private static string Sign(ReportVerdict verdict) =>
        verdict switch
        {
            ReportVerdict.Held => "✅",
            ReportVerdict.Deviated => "❌",
            ReportVerdict.Explored => "ℹ️",
            _ => "⚠️",
        };
}
