using Faultline.Engine.Model.Events;
using Faultline.Engine.Planning;

namespace Faultline.Engine.Running;

/// <summary>
/// Watches conditions beside a run (<c>runtime.stop-when</c>): once before anything else, then every so often. The first that is not
/// met, or can't be looked at, halts the run.
/// </summary>
internal sealed class StopWatch(HypothesisRunner probes, TimeProvider time)
{
    /// <summary>Looks at all conditions once.</summary>
    /// <param name="condition">What to look at.</param>
    /// <param name="run">The run.</param>
    /// <param name="halt">What halts the run.</param>
    /// <param name="stop">Ends the look.</param>
    /// <returns>Whether the run may go on.</returns>
    public async Task<bool> LookAsync(PlannedStopCondition condition, RunContext run, StopSource halt, CancellationToken stop)
    {
        foreach (var probe in condition.Probes)
        {
            var (met, why) = await probes.MeetsAsync(probe, Place.Watch, run, stop);
            if (stop.IsCancellationRequested)
            {
                return false;
            }

            if (met != true)
            {
                var name = probe.Activity?.Name ?? probe.Reference!;
                var found = met is null ? "could not be looked at" : "is not met";
                halt.Halt(name, $"The condition '{name}' {found}{(why is null ? "" : ": " + run.WithoutSecrets(why))}", rollsBack: true);
                return false;
            }
        }

        return true;
    }

    /// <summary>Looks at all conditions again and again, until one halts the run or it is over.</summary>
    public async Task WatchAsync(PlannedStopCondition condition, RunContext run, StopSource halt, CancellationToken over)
    {
        try
        {
            do
            {
                await TimerRange.DelayAsync(condition.Frequency, time, over);
            } while (await LookAsync(condition, run, halt, over));
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The run is over; so is this.
        }
    }
}
