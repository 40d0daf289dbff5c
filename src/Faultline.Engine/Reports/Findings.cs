using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Engine.Reports.Reading;
using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports;

/// <summary>What can be said about a run by looking at its records together.</summary>
internal static class Findings
{
    private const int MostLogLines = 60;
    private const int MostLogText = 8 * 1024;

    /// <summary>All evaluations of the hypothesis.</summary>
    public static IEnumerable<HypothesisRecord> Evaluations(this ReportModel model) =>
        new[] { model.Before }.Concat(model.During).Append(model.After).OfType<HypothesisRecord>();

    /// <summary>Hypothesis probes that missed, failed or did not end, in the order of the phases.</summary>
    public static IEnumerable<ActivityRecord> Misses(this ReportModel model) =>
        model.Records.Where(record => record.IsBad && record.Phase is RecordPhase.Before or RecordPhase.During or RecordPhase.After);

    /// <summary>The misses, those of one probe in one phase together.</summary>
    public static ImmutableArray<MissGroup> MissGroups(this ReportModel model) =>
        [
            .. from record in model.Misses()
            group record by (record.Phase, record.Name) into probe
            select new MissGroup(probe.First(), probe.Last(), probe.Count()),
        ];

    /// <summary>The miss that made the run deviate: the earliest one after the gate.</summary>
    public static ActivityRecord? FirstMiss(this ReportModel model) =>
        model
            .Misses()
            .Where(record => record.Phase != RecordPhase.Before && record.Result != ActivityResult.Unfinished)
            .MinBy(record => record.End ?? DateTimeOffset.MaxValue);

    /// <summary>The first action of the method that started.</summary>
    public static ActivityRecord? FirstAction(this ReportModel model) =>
        model.Method.Where(record => record.Type == "action" && record.Start is not null).MinBy(record => record.Start);

    /// <summary>Sentences that point at where to look, each drawn from the records; empty where the run did not deviate.</summary>
    public static ImmutableArray<string> Pointers(this ReportModel model)
    {
        if (model.Verdict != ReportVerdict.Deviated)
        {
            return [];
        }

        var miss = model.FirstMiss();
        return
        [
            .. new[]
            {
                Delay(model, miss),
                TimedOut(miss),
                Compared(model, miss),
                Recovered(model),
                NotRun(model),
                Undone(model),
            }.OfType<string>(),
        ];
    }

    /// <summary>Text that the method's probes captured: logs, as a rule.</summary>
    public static IEnumerable<(ActivityRecord Probe, string Source, string Text)> Logs(this ReportModel model) =>
        from record in model.Method
        where record.Type == "probe"
        from text in Texts(record)
        where text.Text.Contains('\n') || text.Text.Length > 40
        select (record, text.Source, VisibleText.Tail(text.Text, MostLogLines, MostLogText));

    private static IEnumerable<(string Source, string Text)> Texts(ActivityRecord record) =>
        (record.Output, record.Provider.WordOf("type")) switch
        {
            (DataString text, _) => [("output", text.Value)],
            (DataObject output, "process") => [("stdout", output.Text("stdout") ?? ""), ("stderr", output.Text("stderr") ?? "")],
            (DataObject, "http") => [],
            (DataObject output, _) => output
                .Members.Where(member => member.Value is DataString)
                .Select(member => (member.Key, ((DataString)member.Value).Value)),
            _ => [],
        };

    private static string? Delay(ReportModel model, ActivityRecord? miss) =>
        model.FirstAction() is { Start: { } acted } action && miss?.End is { } found && found >= acted
            ? $"From the start of '{Name(action)}' to the first miss ('{Name(miss)}') it took {TimeText.Duration(found - acted)}."
            : null;

    private static string Name(ActivityRecord record) => VisibleText.Line(record.Name, 120);

    private static string? TimedOut(ActivityRecord? miss) =>
        miss is { Result: ActivityResult.Failed, Duration: { } took }
        && ProviderText.Timeout(miss.Provider) is { } limit
        && took >= limit
        && took < limit * 1.2
            ? $"'{Name(miss)}' gave up at its own time limit of {TimeText.Duration(limit)}: the system did not answer, rather than answer wrongly. Look for a call without a time limit, and for who waits for it."
            : null;

    private static string? Compared(ReportModel model, ActivityRecord? miss)
    {
        var before = model.Before?.Probes.FirstOrDefault(probe => probe.Name == miss?.Name);
        return before is null || miss is null
            ? null
            : $"Before the method '{Name(miss)}' found {ToleranceText.Found(before)} in {TimeText.Duration(before.Duration)}; at the first miss it found {ToleranceText.Found(miss)}, in {TimeText.Duration(miss.Duration)}.";
    }

    private static string? Recovered(ReportModel model)
    {
        var missed = model.Misses().Where(record => record.Phase == RecordPhase.During).ToList();
        return model.After?.Met != true || missed.Count == 0
            ? null
            : $"{model.During.Count(entry => entry.Met == false)} of {model.During.Length} evaluations missed, "
                + $"from {TimeText.Offset(missed[0].Start, model.Start)} to {TimeText.Offset(missed[^1].End, model.Start)}, "
                + "and the one after the method was met: the system recovered by itself or by the end of the fault. Look at what ended when it recovered.";
    }

    private static string? NotRun(ReportModel model) =>
        model.After is { Met: false } after && model.DeclaredProbes - after.Probes.Length is > 0 and var left
            ? left == 1
                ? "1 probe of the hypothesis was not run after the miss: nothing is known about what it looks at."
                : $"{left} probes of the hypothesis were not run after the miss: nothing is known about what they look at."
            : null;

    private static string? Undone(ReportModel model) =>
        model.Undo is ReportUndo.Skipped or ReportUndo.Incomplete
            ? $"{UndoText.Sentence(model.Undo)} The system may still be in the state that the method left it in."
            : null;
}
