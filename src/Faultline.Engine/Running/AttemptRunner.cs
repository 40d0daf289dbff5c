using System.Globalization;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Running;

/// <summary>Calls an activity, and calls it again where it says so: after a failure, or until its result is within a tolerance.</summary>
internal sealed class AttemptRunner(ActivityCaller caller, ToleranceJudge judge, TimeProvider time)
{
    // Longer pauses than this nobody means.
    private const double LongestPause = 1e8;

    /// <summary>The last outcome; what is waited for in vain has failed.</summary>
    /// <param name="activity">The activity.</param>
    /// <param name="call">The number of the call.</param>
    /// <param name="tolerance">The tolerance of the step; null where any result is accepted.</param>
    /// <param name="run">The run.</param>
    /// <param name="stop">Ends the call and the waiting.</param>
    public async Task<ActivityOutcome> CallAsync(Activity activity, int call, DataNode? tolerance, RunContext run, CancellationToken stop)
    {
        var begun = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await caller.CallAsync(activity, call, tolerance is not null, run, stop);
            if (stop.IsCancellationRequested || await WhyAgainAsync(activity, tolerance, outcome, run, stop) is not { } why)
            {
                return outcome;
            }

            if (NextPause(activity, attempt, time.GetElapsedTime(begun)) is not { } pause)
            {
                return activity.Until is { } until ? InVain(until, outcome, attempt, why) : outcome;
            }

            run.Append(new ActivityAttempted(call, attempt, run.Hide(why, activity)!, pause));
            await TimerRange.DelayAsync(pause, time, stop);
        }
    }

    // Null where the outcome is as good as it gets.
    private async Task<string?> WhyAgainAsync(
        Activity activity,
        DataNode? tolerance,
        ActivityOutcome outcome,
        RunContext run,
        CancellationToken stop
    )
    {
        switch (outcome)
        {
            case ActivityOutcome.Failed failed when activity.Retry is not null || activity.Until is not null:
                return failed.Message;
            case ActivityOutcome.Succeeded succeeded when activity.Until is { } until:
                var judgement = await judge.JudgeAsync(until.Tolerance ?? tolerance ?? DataNull.Instance, succeeded.Output, run, stop);
                return judgement.Met == true ? null : judgement.Explanation;
            default:
                return null;
        }
    }

    private static TimeSpan? NextPause(Activity activity, int attempt, TimeSpan elapsed) =>
        activity switch
        {
            { Until: { } until } => elapsed + until.Interval <= until.Timeout ? until.Interval : null,
            { Retry: { } retry } when attempt < retry.Attempts => TimeSpan.FromSeconds(
                Math.Min(LongestPause, retry.Interval.TotalSeconds * Math.Pow(retry.Backoff, attempt - 1))
            ),
            _ => null,
        };

    // A probe of a method is held against no tolerance afterwards: that what was waited for did not come is its own failure.
    private static ActivityOutcome InVain(Until until, ActivityOutcome outcome, int attempts, string why) =>
        outcome is ActivityOutcome.Failed
            ? outcome
            : new ActivityOutcome.Failed(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"not within {until.Timeout.TotalSeconds:0.###} s, in {attempts} {(attempts == 1 ? "attempt" : "attempts")}: {why}"
                )
            )
            {
                Warnings = outcome.Warnings,
            };
}
