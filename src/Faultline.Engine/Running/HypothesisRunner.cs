using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.Engine.Planning;

namespace Faultline.Engine.Running;

/// <summary>Evaluates the hypothesis: probe by probe, until the first that is not in its tolerance.</summary>
internal sealed class HypothesisRunner(StepRunner steps, ToleranceJudge judge)
{
    /// <summary>Whether the hypothesis is met; null where a probe crashed or the evaluation was stopped.</summary>
    public async Task<bool?> EvaluateAsync(Plan plan, Place place, RunContext run, CancellationToken stop)
    {
        run.Append(new HypothesisStarted(place, plan.Experiment.Hypothesis!.Title));
        foreach (var probe in plan.Probes)
        {
            if (await MeetsAsync(probe, place, run, stop) is var met and not true)
            {
                run.Append(new HypothesisEnded(place, met, met is null ? null : probe.Activity?.Name));
                return met;
            }
        }

        run.Append(new HypothesisEnded(place, true, null));
        return true;
    }

    private async Task<bool?> MeetsAsync(PlannedStep probe, Place place, RunContext run, CancellationToken stop)
    {
        var result = await steps.RunAsync(probe, place, run, stop);
        switch (result.Result)
        {
            // Without probes no tolerance is applied either, not even to an action among them: it may itself be a probe.
            case CallResult.Succeeded when run.Dry == DryMode.Probes || StepRunner.IsLeftOut(probe.Activity!, run.Dry):
                run.Append(new ToleranceJudged(result.Call, true, null));
                return true;
            case CallResult.Succeeded:
                var judgement = await judge.JudgeAsync(probe.Tolerance ?? DataNull.Instance, result.Output, run, stop);
                if (stop.IsCancellationRequested && judgement.Met is null)
                {
                    return null;
                }

                judgement = judgement with { Explanation = run.Hide(judgement.Explanation, probe.Activity!) };
                run.Append(new ToleranceJudged(result.Call, judgement.Met, judgement.Explanation) { Warnings = judgement.Warnings });
                if (judgement.Met is null)
                {
                    run.Append(new StepCrashed(place, probe.Activity!.Name, judgement.Explanation!));
                }

                return judgement.Met;
            case CallResult.Failed:
                run.Append(new ToleranceJudged(result.Call, false, null));
                return false;
            default:
                return null;
        }
    }
}
