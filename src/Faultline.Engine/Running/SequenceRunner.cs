using System.Collections.Immutable;
using Faultline.Engine.Model.Events;
using Faultline.Engine.Planning;

namespace Faultline.Engine.Running;

/// <summary>
/// Runs the steps of a method or of the rollbacks in order. A step in the background runs beside those that follow it; at the end
/// all are waited for, and what went wrong in one is seen like anywhere else.
/// </summary>
internal sealed class SequenceRunner(StepRunner steps)
{
    /// <summary>Runs until the first step that can't be carried out, or until it is stopped.</summary>
    /// <returns>Whether every step was carried out.</returns>
    public async Task<bool> PlayAsync(ImmutableArray<PlannedStep> sequence, Place place, RunContext run, CancellationToken stop)
    {
        using var failing = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var background = new List<Task<StepResult>>();
        try
        {
            var isWhole = await PlayAsync(sequence, place, run, background, failing);
            var results = await Task.WhenAll(background);
            return isWhole && results.All(IsDone);
        }
        catch
        {
            // The log can't be written: what nobody can read of any more must not go on either.
            failing.Cancel();
            await ((Task)Task.WhenAll(background)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private async Task<bool> PlayAsync(
        ImmutableArray<PlannedStep> sequence,
        Place place,
        RunContext run,
        List<Task<StepResult>> background,
        CancellationTokenSource failing
    )
    {
        var isWhole = true;
        // Controls may add to the list while it is gone through.
        for (var at = 0; (run.Controls?.StepsOf(place) ?? sequence) is var list && at < list.Length; at++)
        {
            var step = list[at];
            // Rollbacks are each tried, whatever became of the others; a method ends with its first crash.
            isWhole &= background.Where(task => task.IsCompletedSuccessfully).All(task => IsDone(task.Result));
            if (place == Place.Method && (!isWhole || failing.IsCancellationRequested))
            {
                return false;
            }

            if (place == Place.Rollbacks)
            {
                run.Append(new RollbackReached(step.Reference is null ? step.Activity?.Name : null));
                if (run.Controls is { EndedRollbacks: true })
                {
                    // Due and not played: it stays written down as that.
                    isWhole = false;
                    continue;
                }
            }

            if (step.Background)
            {
                background.Add(PlayBesideAsync(step, place, run, failing));
            }
            else
            {
                isWhole &= IsDone(await steps.RunAsync(step, place, run, failing.Token));
            }
        }

        return isWhole && !failing.IsCancellationRequested;
    }

    private async Task<StepResult> PlayBesideAsync(PlannedStep step, Place place, RunContext run, CancellationTokenSource failing)
    {
        try
        {
            return await steps.RunAsync(step, place, run, failing.Token);
        }
        catch
        {
            failing.Cancel();
            throw;
        }
    }

    private static bool IsDone(StepResult result) => result.Result is CallResult.Succeeded or CallResult.Failed;
}
