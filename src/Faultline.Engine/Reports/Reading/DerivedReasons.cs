using System.Collections.Immutable;

namespace Faultline.Engine.Reports.Reading;

/// <summary>The reasons of a verdict, worked out from the records.</summary>
internal static class DerivedReasons
{
    private const int MostMisses = 5;

    public static ImmutableArray<ReportReason> Of(ReportModel model) =>
        [
            .. Endings(model),
            .. Misses(model),
            .. model.Method.Select(Evidence.DoubtOf).OfType<ReportReason>(),
            .. model.Rollbacks.Select(Evidence.DoubtOf).OfType<ReportReason>(),
            .. Notes(model),
        ];

    private static IEnumerable<ReportReason> Endings(ReportModel model)
    {
        if (model.Verdict is ReportVerdict.Interrupted)
        {
            yield return new ReportReason("interrupted", "The run was stopped before its end.");
        }
        else if (model.Verdict is ReportVerdict.TimedOut)
        {
            yield return new ReportReason("timed-out", "The run's time was up.");
        }
    }

    private static IEnumerable<ReportReason> Misses(ReportModel model)
    {
        var misses = model.MissGroups();
        foreach (var miss in misses.Take(MostMisses))
        {
            yield return miss.First.Result == ActivityResult.Unfinished
                ? Evidence.DoubtOf(miss.First)!
                : new ReportReason(
                    miss.First.Phase == RecordPhase.Before ? "gate" : "deviation",
                    $"Probe {miss.Text(model.Start)}.",
                    miss.First.Name
                );
        }

        if (misses.Length > MostMisses)
        {
            yield return new ReportReason("note", $"{misses.Length - MostMisses} more probes missed; the hypothesis section lists them.");
        }
        else if (misses.IsEmpty && model.Verdict == ReportVerdict.Deviated)
        {
            yield return new ReportReason("deviation", "The journal says that the run deviated, and holds no probe that missed.");
        }
    }

    private static IEnumerable<ReportReason> Notes(ReportModel model)
    {
        if (model is { Undo: ReportUndo.Skipped, DeclaredRollbacks: { } declared })
        {
            yield return new ReportReason(
                "rollbacks-skipped",
                declared == 1 ? "1 rollback was declared and not played." : $"{declared} rollbacks were declared and not played."
            );
        }

        if (Evidence.IsDry(model))
        {
            yield return new ReportReason("note", $"This was a dry run ('{model.Dry}'): what it shows as succeeded was not executed.");
        }

        if (model is { VerdictIsDerived: true, Status: "completed", Before.Met: false })
        {
            yield return new ReportReason("note", "The journal's status is 'completed' although the method was never played.");
        }
        else if (model is { VerdictIsDerived: true, Deviated: false, Verdict: ReportVerdict.Deviated })
        {
            yield return new ReportReason("note", "The journal says 'deviated: false' although the hypothesis was not met all the time.");
        }
        else if (model is { VerdictIsDerived: true, DeclaredProbes: > 0, Before: null, After: null, During.IsEmpty: true })
        {
            yield return new ReportReason("note", "A hypothesis is declared, and the journal holds no evaluation of it.");
        }
    }
}
