using Faultline.Engine.Reports.Words;
using static Faultline.Engine.Reports.Markdown.MarkdownWriter;

namespace Faultline.Engine.Reports.Markdown;

/// <summary>One run in Markdown: the verdict first, what is long folded at the end.</summary>
internal sealed class MarkdownRun(MarkdownWriter writer, ReportModel report, bool withOutputs)
{
    private const int MostMisses = 20;
    private const int MostMoments = 80;

    // GitHub takes 65,536 characters for one comment.
    private const int MostOutput = 4000;

    public void Write(string? name)
    {
        var named = name is null ? "" : $" ({Plain(name, 60)})";
        writer
            .Line(
                $"## {VerdictText.Sign(report.Verdict)} {VerdictText.Title(report.Verdict)}: {Plain(report.Title ?? "Untitled experiment", 200)}{named}"
            )
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
        Reasons();
        Hypothesis();
        Activities("What was done", report.Method);
        Faults();
        Undone();
        Next();
        Timeline();
        Details();
    }

    private void Reasons()
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

    private void Hypothesis()
    {
        var names = report.Evaluations().SelectMany(entry => entry.Probes).Select(probe => probe.Name).Distinct().ToList();
        if (names.Count > 0)
        {
            writer.Line("### Hypothesis").Line();
            var during = report.During.IsEmpty ? Array.Empty<string>() : ["During"];
            writer.Table(["Probe", "Expected", "Before", .. during, "After"], names.Select(Compared));
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
            writer.Table(["When", "Probe", "Expected", "Found"], missed.Take(MostMisses).Select(Miss));
        }
    }

    private string[] Miss(ActivityRecord probe) =>
        [
            TimeText.Offset(probe.Start, report.Start),
            Plain(probe.Name),
            Code(ToleranceText.Expected(probe)),
            Code(ToleranceText.Found(probe)),
        ];

    private string[] Compared(string name)
    {
        var all = report.Evaluations().SelectMany(entry => entry.Probes).Where(probe => probe.Name == name);
        var before = report.Before?.Probes.FirstOrDefault(probe => probe.Name == name);
        var after = report.After?.Probes.FirstOrDefault(probe => probe.Name == name);
        var during = report.During.IsEmpty ? Array.Empty<string>() : [During(name)];
        return [Plain(name), Code(ToleranceText.Expected(all.First())), State(before), .. during, State(after)];
    }

    private string During(string name)
    {
        var probes = report.During.SelectMany(entry => entry.Probes).Where(probe => probe.Name == name).ToList();
        var bad = probes.Count(probe => probe.IsBad);
        return probes.Count == 0 ? "not run"
            : bad == 0 ? $"✓ {probes.Count}×"
            : $"✕ {bad} of {probes.Count} missed";
    }

    private static string State(ActivityRecord? probe) =>
        probe is null
            ? "not run"
            : $"{ResultText.Sign(probe.Result)} {Code(ToleranceText.Found(probe))} in {TimeText.Duration(probe.Duration)}";

    private void Activities(string title, IReadOnlyList<ActivityRecord> records)
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

    private void Faults()
    {
        if (report.Faults.IsEmpty)
        {
            return;
        }

        writer.Line("### What was broken, and put back").Line();
        writer.Table(
            ["From", "For", "What", "Proof", "Undo"],
            report.Faults.Select(fault =>
                (string[])
                    [
                        TimeText.Offset(fault.Start, report.Start),
                        TimeText.Duration(fault.End - fault.Start),
                        Plain(fault.What ?? fault.Activity),
                        !fault.IsFault ? ""
                        : fault.IsProven ? "✓ " + Plain(fault.Proof!)
                        : "? " + Plain(fault.Proof ?? "not looked for"),
                        Plain(fault.UndoWords) + string.Concat(fault.Commands.Select(command => "; " + Code(command))),
                    ]
            )
        );
        var latencies = ProbeLatency.Of(report);
        if (!latencies.IsEmpty)
        {
            writer.Line("How long probes took:").Line();
            writer.Table(
                LatencyText.Headings,
                from fault in FaultEffect.Windows(report)
                from effect in FaultEffect.Of(latencies, fault)
                select (string[])
                    [
                        Plain(fault.Activity),
                        Plain(effect.Probe),
                        LatencyText.Of(effect.Before),
                        LatencyText.Of(effect.During),
                        LatencyText.Of(effect.After),
                    ]
            );
        }
    }

    private void Undone()
    {
        Activities("What was undone", report.Rollbacks);
        var left = LeftOut.Of(report).Where(one => one.Phase == RecordPhase.Rollbacks).ToList();
        if (left.Count > 0)
        {
            writer.Line("Rollbacks that were not played:").Line();
            foreach (var one in left)
            {
                writer.Line($"- {Plain(one.Name)}: {Plain(one.Why)}");
            }

            writer.Line();
        }
    }

    private void Next()
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
        foreach (var (probe, source, text) in withOutputs ? report.Logs().Take(3) : [])
        {
            writer.Fold(
                $"Captured by {VisibleText.Line(probe.Name, 120)}: {VisibleText.Line(source, 120)}",
                inner => inner.Block(VisibleText.Cut(text, MostOutput))
            );
        }
    }

    // The records in the order in which they began, which the tables above do not show; of the evaluations only what missed.
    private void Timeline()
    {
        var records = report.Records.Where(record => record.Start is not null).OrderBy(record => record.Start).ToList();
        var shown = records.Where(record => record.Phase != RecordPhase.During || record.IsBad);
        var rows = shown.Take(MostMoments).Select(Moment).ToList();
        if (rows.Count == 0)
        {
            return;
        }

        writer.Fold(
            "Timeline",
            inner =>
            {
                inner.Table(["Start", "Where", "Activity", "Took", "Result"], rows);
                if (rows.Count < records.Count)
                {
                    inner.Line($"{records.Count - rows.Count} more records are in the journal.");
                }
            }
        );
    }

    private string[] Moment(ActivityRecord record) =>
        [
            TimeText.Offset(record.Start, report.Start),
            ResultText.Phase(record.Phase),
            Plain(record.Name),
            TimeText.Duration(record.Duration),
            $"{ResultText.Sign(record.Result)} {ResultText.Title(record)}",
        ];

    private void Details()
    {
        writer.Fold(
            "Facts",
            inner => inner.Table(["Fact", ""], Facts.Of(report).Select(fact => (string[])[fact.Term, Plain(fact.Text, 600)]))
        );
        var records = report
            .Method.Concat(report.Rollbacks)
            .Where(record => withOutputs && (record.Output is not null || record.Trace is not null))
            .ToList();
        if (records.Count > 0)
        {
            writer.Fold("Outputs", inner => records.ForEach(record => Output(inner, record)));
        }

        if (!report.Damage.IsEmpty)
        {
            writer.Line("What of the journal could not be read: " + Plain(string.Join(' ', report.Damage), 1000)).Line();
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
}
