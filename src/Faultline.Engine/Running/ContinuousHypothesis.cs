using Faultline.Engine.Model.Events;
using Faultline.Engine.Planning;

namespace Faultline.Engine.Running;

/// <summary>How a hypothesis is evaluated while the method runs.</summary>
/// <param name="Frequency">The pause between two evaluations.</param>
/// <param name="IsFailFast">Whether misses end the method.</param>
/// <param name="FailFastRatio">From which share of missed evaluations on, in per cent.</param>
public sealed record ContinuousOptions(TimeSpan Frequency, bool IsFailFast = false, double FailFastRatio = 0)
{
    /// <summary>Every second, and misses end nothing.</summary>
    public static ContinuousOptions Default { get; } = new(TimeSpan.FromSeconds(1));
}

/// <summary>Evaluates the hypothesis again and again while the method runs (reference specification §9.2).</summary>
internal sealed class ContinuousHypothesis(HypothesisRunner hypothesis, TimeProvider time)
{
    // Without any pause, probes that answer at once would never let the method have its turn.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>Evaluates until the method has ended, misses are too many, or a probe can't be carried out.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="options">How often, and when to give up.</param>
    /// <param name="run">The run.</param>
    /// <param name="endMethod">Called where the method must not go on.</param>
    /// <param name="methodEnded">Ends the wait for the next evaluation; one under way is finished.</param>
    /// <param name="stop">Ends everything.</param>
    /// <returns>Whether every evaluation could be carried out.</returns>
    public async Task<bool> WatchAsync(
        Plan plan,
        ContinuousOptions options,
        RunContext run,
        Action endMethod,
        CancellationToken methodEnded,
        CancellationToken stop
    )
    {
        var (rounds, misses) = (0, 0);
        var isWhole = true;
        while (!methodEnded.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            var met = await hypothesis.EvaluateAsync(plan, Place.During, run, stop);
            if (met is null)
            {
                isWhole = false;
                endMethod();
                break;
            }

            rounds++;
            misses += met.Value ? 0 : 1;
            var percent = misses * 100.0 / rounds;
            if (!met.Value && options.IsFailFast && percent >= options.FailFastRatio)
            {
                run.Append(new FailedFast(percent));
                endMethod();
                break;
            }

            await WaitAsync(options.Frequency > Shortest ? options.Frequency : Shortest, methodEnded);
        }

        run.Append(new ContinuousEnded());
        return isWhole;
    }

    private async Task WaitAsync(TimeSpan frequency, CancellationToken methodEnded)
    {
        try
        {
            await TimerRange.DelayAsync(frequency, time, methodEnded);
        }
        catch (OperationCanceledException) when (methodEnded.IsCancellationRequested)
        {
            // The method is over; so is this.
        }
    }
}
