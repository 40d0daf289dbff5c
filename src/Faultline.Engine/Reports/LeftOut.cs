namespace Faultline.Engine.Reports;

/// <summary>An activity that was declared and not run.</summary>
/// <param name="Phase">Where it would have been run.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type"><c>action</c> or <c>probe</c>; null where the journal does not say.</param>
/// <param name="Why">A sentence.</param>
internal sealed record LeftOut(RecordPhase Phase, string Name, string? Type, string Why)
{
    /// <summary>What was not run, in the order of the phases.</summary>
    public static IEnumerable<LeftOut> Of(ReportModel model) =>
        [
            .. Probes(model, RecordPhase.Before, model.Before, "skip", "after-method-only", "during-method-only"),
            .. Steps(model, RecordPhase.Method, model.Method, _ => Early(model)),
            .. During(model),
            .. Probes(model, RecordPhase.After, model.After, "skip", "before-method-only", "during-method-only"),
            .. Steps(model, RecordPhase.Rollbacks, model.Rollbacks, _ => Unplayed(model)),
        ];

    /// <summary>Why a record of a dry run says nothing; null where it was really run.</summary>
    public static string? DryReason(ReportModel model, ActivityRecord record) =>
        (model.Dry, record.Type) switch
        {
            ("activities", _) or ("probes", "probe") or ("actions", "action") =>
                $"This was a dry run ('{model.Dry}'): it was not executed.",
            _ => null,
        };

    private static IEnumerable<LeftOut> Probes(
        ReportModel model,
        RecordPhase phase,
        HypothesisRecord? evaluation,
        params string[] strategiesWithout
    )
    {
        var why =
            evaluation is not null ? "An earlier probe missed, which ends the evaluation."
            : model.HypothesisStrategy is { } strategy && strategiesWithout.Contains(strategy)
                ? $"The strategy '{strategy}' does not evaluate the hypothesis {Words.ResultText.Phase(phase)}."
            : Early(model);
        return Missing(model.Declared.Where(declared => declared.Phase == RecordPhase.Before), evaluation?.Probes ?? [])
            .Select(declared => new LeftOut(phase, declared.Name, declared.Type, why));
    }

    private static IEnumerable<LeftOut> During(ReportModel model) =>
        model.During.IsEmpty && model.HypothesisStrategy is "continuously" or "during-method-only"
            ? model
                .Declared.Where(declared => declared.Phase == RecordPhase.Before)
                .Select(declared => new LeftOut(RecordPhase.During, declared.Name, declared.Type, Early(model)))
            : [];

    private static IEnumerable<LeftOut> Steps(
        ReportModel model,
        RecordPhase phase,
        IEnumerable<ActivityRecord> records,
        Func<DeclaredActivity, string> why
    ) =>
        Missing(model.Declared.Where(declared => declared.Phase == phase), records)
            .Select(declared => new LeftOut(phase, declared.Name, declared.Type, why(declared)));

    // A name may be declared more than once, and each record accounts for one of them.
    private static IEnumerable<DeclaredActivity> Missing(IEnumerable<DeclaredActivity> declared, IEnumerable<ActivityRecord> records)
    {
        var left = records.Select(record => record.Name).ToList();
        return [.. declared.Where(activity => !left.Remove(activity.Name))];
    }

    private static string Early(ReportModel model) =>
        model switch
        {
            { Before.Met: false } => "The hypothesis was not met before the method, which was therefore not played.",
            { Verdict: ReportVerdict.TimedOut } => "The run's time was up before it.",
            { Verdict: ReportVerdict.Aborted or ReportVerdict.Halted } => "The run was ended before it.",
            { Ended: false } => "The journal ends before it.",
            { Verdict: ReportVerdict.Interrupted } => "The run was stopped before it.",
            { After.Met: false } or { Verdict: ReportVerdict.Deviated } => "The run deviated and was ended before it.",
            _ => "It was not run; the journal does not say why.",
        };

    private static string Unplayed(ReportModel model) =>
        model.Reasons.FirstOrDefault(reason => reason.Kind == "rollbacks-skipped")?.Message
        ?? model switch
        {
            { Undo: ReportUndo.NothingToUndo } => "Nothing was changed, so nothing had to be put back.",
            { Rollbacks.IsEmpty: false } => "The rollbacks ended before it.",
            { RollbackStrategy: "never" or "deviated" } => $"The strategy '{model.RollbackStrategy}' does not play it.",
            _ => Early(model),
        };
}
