namespace Faultline.Engine.Reports.Reading;

/// <summary>
/// Works out what a journal does not state. The reference calls a run 'completed' whose gate was not met, whose hypothesis
/// missed while the method ran, or whose actions failed: here none of these is a success.
/// </summary>
internal static class VerdictDerivation
{
    public static ReportModel Complete(ReportModel model)
    {
        var undo = model.Undo == ReportUndo.Unknown ? Undo(model) : model.Undo;
        model = model with { Undo = undo, Verdict = model.VerdictIsDerived ? Verdict(model) : model.Verdict };
        return model.Reasons.IsEmpty ? model with { Reasons = DerivedReasons.Of(model) } : model;
    }

    private static ReportVerdict Verdict(ReportModel model) =>
        model switch
        {
            { Status: "interrupted" } => ReportVerdict.Interrupted,
            { Status: "aborted" } => ReportVerdict.Aborted,
            { Before.Met: false } => ReportVerdict.Inconclusive,
            _ when model.Deviated == true || model.After?.Met == false || model.During.Any(entry => entry.Met == false) =>
                ReportVerdict.Deviated,
            { Status: "failed" } => ReportVerdict.Inconclusive,
            { Status: not "completed" } => ReportVerdict.Unknown,
            // A probe of the method only looks: that it failed is worth knowing, and casts no doubt on the rest.
            _ when Evidence.IsDry(model) || model.Method.Any(record => Evidence.DoubtOf(record) is { Kind: not "probe-failed" }) =>
                ReportVerdict.Inconclusive,
            { After: null, During.IsEmpty: true } => model
                is { Before.Met: true }
                    or { DeclaredProbes: 0 }
                    or { HypothesisStrategy: "skip" }
                ? ReportVerdict.Explored
                : ReportVerdict.Inconclusive,
            _ => model.Evaluations().All(entry => entry.Met == true) ? ReportVerdict.Held : ReportVerdict.Inconclusive,
        };

    private static ReportUndo Undo(ReportModel model) =>
        model switch
        {
            { DeclaredRollbacks: 0, Rollbacks.IsEmpty: true } => ReportUndo.NothingToUndo,
            { DeclaredRollbacks: null, Rollbacks.IsEmpty: true } => ReportUndo.Unknown,
            _ when Evidence.IsDry(model) => ReportUndo.Unknown,
            { Rollbacks.IsEmpty: true } => ReportUndo.Skipped,
            _ when model.Rollbacks.Any(record => Evidence.DoubtOf(record) is not null) => ReportUndo.Incomplete,
            _ => model.Rollbacks.Length >= model.DeclaredRollbacks ? ReportUndo.Complete : ReportUndo.Incomplete,
        };
}
