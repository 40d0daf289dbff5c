using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Abstractions.Planning;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Targets;

/// <summary>Runs a function for show and reads its plan off what it did.</summary>
/// <param name="function">The function.</param>
/// <param name="sight">What the plan has seen of the cluster.</param>
/// <param name="rehearse">Runs it with some arguments.</param>
internal sealed class CallRehearsal(
    FunctionSignature function,
    ClusterSight sight,
    Func<DataObject, Task<(Rehearsal Rehearsal, ActivityOutcome? Outcome)>> rehearse
)
{
    public async Task<CallPlan> PlanAsync(CallPlan plan, DataObject arguments, CancellationToken stop)
    {
        var (rehearsal, outcome) = await rehearse(arguments);
        plan = await FunctionPlanner.WithRightsAsync(plan, rehearsal.Requests, sight, stop);
        plan = plan with
        {
            Bound = CallBounds.Of(function, arguments, rehearsal.Requests.Count, rehearsal.Changes.Count(one => one.Change.Verb == "exec")),
            Warnings = plan.Warnings.AddRange(outcome?.Warnings.Where(warning => !plan.Warnings.Contains(warning)) ?? []),
        };
        if (WhyNot(rehearsal, outcome) is { } reason)
        {
            return plan with
            {
                Knowledge = rehearsal.HasFailedToLook || IsCrash(outcome) ? TargetKnowledge.Unknown : TargetKnowledge.NoTarget,
                Reason = reason,
            };
        }

        var chance = (TargetChance?)null;
        if (RandomPool.Of(function, arguments) is { } pool)
        {
            var chosen = rehearsal.Changes.Count(change => KindOf(change) == pool.Kind);
            var (all, end) = await rehearse(pool.Arguments);
            if (WhyNot(all, end) is { } problem)
            {
                return plan with
                {
                    Knowledge = TargetKnowledge.Unknown,
                    Reason = $"what chance has to choose from is not known: {problem}",
                };
            }

            rehearsal = all;
            chance =
                all.Changes.Count(change => KindOf(change) == pool.Kind) > chosen ? new TargetChance(pool.Kind, chosen, pool.Asked) : null;
        }

        return await new TargetReading(sight).ReadAsync(
            plan with
            {
                Knowledge = TargetKnowledge.Known,
                ByChance = chance,
            },
            rehearsal,
            stop
        );
    }

    /// <summary>What kind of thing a change is made to.</summary>
    public static string KindOf(RehearsedChange change) => (change.Request?.Type ?? ResourceType.Pods).Singular;

    private static bool IsCrash(ActivityOutcome? outcome) => outcome is ActivityOutcome.Crashed or ActivityOutcome.Stopped;

    // Null where the function did what it is for, or waits for it to happen.
    private static string? WhyNot(Rehearsal rehearsal, ActivityOutcome? outcome) =>
        outcome switch
        {
            ActivityOutcome.Failed failed => failed.Message,
            ActivityOutcome.Crashed crashed => crashed.Message,
            ActivityOutcome.Stopped => "the cluster did not answer in time",
            ActivityOutcome.Succeeded done when rehearsal.Changes.Count == 0 => done.Unproven ?? "it would change nothing",
            _ => null,
        };
}
