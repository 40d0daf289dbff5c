using System.Collections.Immutable;
using Faultline.Abstractions.Planning;
using Faultline.Engine.Model;

namespace Faultline.Engine.Planning.Forecasts;

/// <summary>What is dubious about a plan as a whole.</summary>
internal static class ForecastWarnings
{
    public static ImmutableArray<string> Of(Plan plan, ImmutableArray<ForecastStep> method, ImmutableArray<ForecastStep> rollbacks)
    {
        var warnings = ImmutableArray.CreateBuilder<string>();
        if (plan.HypothesisStrategy == HypothesisStrategy.Skip)
        {
            warnings.Add("the hypothesis is skipped: nothing is said of the system");
        }
        else if (plan.Probes.IsEmpty)
        {
            warnings.Add("no hypothesis with probes: nothing says whether the system is healthy before or after");
        }

        foreach (var step in method.Where(step => step.IsAction))
        {
            warnings.AddRange(WithoutUndo(step, plan, rollbacks));
        }

        return warnings.ToImmutable();
    }

    private static IEnumerable<string> WithoutUndo(ForecastStep step, Plan plan, ImmutableArray<ForecastStep> rollbacks)
    {
        var isPlayed = plan.RollbackStrategy != RollbackStrategy.Never;
        if (step.Call.Knowledge == TargetKnowledge.Opaque && (rollbacks.IsEmpty || !isPlayed))
        {
            yield return $"'{step.Name}': no rollback, and nobody knows what it changes";
        }

        var touched = isPlayed
            ? rollbacks.SelectMany(rollback => rollback.Call.Targets).Select(target => target.Identity).ToHashSet(StringComparer.Ordinal)
            : [];
        var waits = isPlayed && rollbacks.Any(rollback => rollback.Call.Knowledge is not (TargetKnowledge.Known or TargetKnowledge.None));
        foreach (var target in step.Call.Targets.Where(target => NeedsUndo(target) && !touched.Contains(target.Identity)))
        {
            yield return target.CanBeUndone
                ? $"'{step.Name}': no rollback is known to bring back {Words(target)}"
                    + (waits ? " (what the rollbacks touch is not fully known)" : "")
                    + $"; by hand: {target.Undo}"
                : $"'{step.Name}': what happens to {Words(target)} can't be undone: {target.Undo}";
        }
    }

    private static bool NeedsUndo(PlannedTarget target) =>
        target.Undo is { } undo && !undo.StartsWith("nothing to do", StringComparison.Ordinal);

    private static string Words(PlannedTarget target) =>
        $"{target.Kind} '{target.Name}'" + (target.Namespace is null ? "" : $" in namespace '{target.Namespace}'");
}
