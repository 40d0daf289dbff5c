using Faultline.TestKit;

namespace Faultline.Engine.Tests.Running;

/// <summary>
/// Runs asynchronous code on the thread of the test: whatever it awaits continues here, one thing after the other, and only when
/// nothing is left to do does the clock move on to the next timer. The same code on the same clock always goes the same way.
/// </summary>
internal sealed class Simulation : SynchronizationContext
{
    private readonly Lock _lock = new();
    private readonly Queue<(SendOrPostCallback Continue, object? State)> _due = [];

    /// <summary>Runs to the end.</summary>
    /// <exception cref="InvalidOperationException">It waits, and neither a continuation nor a timer is left that could wake it.</exception>
    public static T Run<T>(ManualClock clock, Func<Task<T>> start)
    {
        var (outer, simulation) = (Current, new Simulation());
        SetSynchronizationContext(simulation);
        try
        {
            var task = start();
            while (true)
            {
                simulation.Drain();
                if (task.IsCompleted)
                {
                    return task.GetAwaiter().GetResult();
                }

                clock.Advance(clock.UntilNext ?? throw new InvalidOperationException("It waits for something that will never happen."));
            }
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_lock)
        {
            _due.Enqueue((d, state));
        }
    }

    private void Drain()
    {
        while (true)
        {
            (SendOrPostCallback Continue, object? State) next;
            lock (_lock)
            {
                if (!_due.TryDequeue(out next))
                {
                    return;
                }
            }

            next.Continue(next.State);
        }
    }
}
