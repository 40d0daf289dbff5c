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
        var background = new List<Task<StepResult>>();
        var isWhole = true;
        foreach (var step in sequence)
        {
            if (place == Place.Rollbacks)
            {
                run.Append(new RollbackReached(step.Reference is null ? step.Activity?.Name : null));
            }

            var playing = steps.RunAsync(step, place, run, stop);
            if (step.Background)
            {
                background.Add(playing);
            }
            else
            {
                isWhole &= IsDone(await playing);
            }

            // Rollbacks are each tried, whatever became of the others; a method ends with its first crash.
            isWhole &= background.Where(task => task.IsCompletedSuccessfully).All(task => IsDone(task.Result));
            if (place == Place.Method && (!isWhole || stop.IsCancellationRequested))
            {
                isWhole = false;
                break;
            }
        }

        var results = await Task.WhenAll(background);
        return isWhole && results.All(IsDone);
    }

    private static bool IsDone(StepResult result) => result.Result is CallResult.Succeeded or CallResult.Failed;
}
