using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.Engine.Planning;

namespace Faultline.Engine.Running;

/// <summary>Evaluates the hypothesis: probe by probe, until the first that is not in its tolerance.</summary>
internal sealed class HypothesisRunner(StepRunner steps, ToleranceJudge judge)
{
    /// <summary>Whether the hypothesis is met; null where a probe crashed or the evaluation was stopped.</summary>
    public Task<bool?> EvaluateAsync(Plan plan, Place place, RunContext run, CancellationToken stop) =>
        run.Controls is { } controls
            ? controls.AroundHypothesisAsync(place, () => PlayAsync(plan, place, run, stop), stop)
            : PlayAsync(plan, place, run, stop);

    private async Task<bool?> PlayAsync(Plan plan, Place place, RunContext run, CancellationToken stop)
    {
        run.Append(new HypothesisStarted(place, plan.Experiment.Hypothesis!.Title));
        // Controls may add to the list while it is gone through.
        for (var at = 0; (run.Controls?.StepsOf(place) ?? plan.Probes) is var probes && at < probes.Length; at++)
        {
            var probe = probes[at];
            var (met, _) = await MeetsAsync(probe, place, run, stop);
            if (met != true)
            {
                run.Append(new HypothesisEnded(place, met, met is null ? null : probe.Activity?.Name));
                return met;
            }
        }

        run.Append(new HypothesisEnded(place, true, null));
        return true;
    }

    /// <summary>Calls one probe and holds its result against its tolerance.</summary>
    /// <returns>Whether it is within; null where it crashed or was stopped. With it why not, where something says so.</returns>
    public async Task<(bool? Met, string? Why)> MeetsAsync(PlannedStep probe, Place place, RunContext run, CancellationToken stop)
    {
        var result = await steps.RunAsync(probe, place, run, stop);
        switch (result.Result)
        {
            // Without probes no tolerance is applied either, not even to an action among them: it may itself be a probe.
            case CallResult.Succeeded when run.Dry == DryMode.Probes || result.IsLeftOut:
                run.Append(new ToleranceJudged(result.Call, true, null));
                return (true, null);
            case CallResult.Succeeded:
                var judgement = await judge.JudgeAsync(probe.Tolerance ?? DataNull.Instance, result.Output, run, stop);
                if (stop.IsCancellationRequested && judgement.Met is null)
                {
                    return (null, null);
                }

                judgement = judgement with { Explanation = run.Hide(judgement.Explanation, probe.Activity!) };
                run.Append(new ToleranceJudged(result.Call, judgement.Met, judgement.Explanation) { Warnings = judgement.Warnings });
                if (judgement.Met is null)
                {
                    run.Append(new StepCrashed(place, probe.Activity!.Name, judgement.Explanation!));
                }

                return (judgement.Met, judgement.Explanation);
            case CallResult.Failed:
                run.Append(new ToleranceJudged(result.Call, false, null));
                return (false, result.Message);
            default:
                return (null, result.Message);
        }
    }
}
