using System.Collections.Concurrent;

namespace Faultline.Hosting.Holding;

/// <summary>
/// A thread of the engine's that does nothing but show that the engine lives; and that starts the holder, since the kernel ends a
/// child with the thread that started it.
/// </summary>
internal sealed class Pulse : IDisposable
{
    private readonly ConcurrentQueue<Action> _jobs = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly TimeSpan _step;
    private readonly Action _beat;
    private readonly Thread _thread;
    private volatile bool _ended;

    public Pulse(TimeSpan step, Action beat)
    {
        (_step, _beat) = (step, beat);
        _thread = new Thread(Run) { IsBackground = true, Name = "pulse" };
        _thread.Start();
    }

    /// <summary>Does something on the thread.</summary>
    public Task<T> RunAsync<T>(Func<T> job)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _jobs.Enqueue(() =>
        {
            try
            {
                done.SetResult(job());
            }
#pragma warning disable CA1031 // Whoever waits for it gets it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                done.SetException(e);
            }
        });
        _wake.Set();
        return done.Task;
    }

    public void Dispose()
    {
        _ended = true;
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    private void Run()
    {
        while (!_ended)
        {
            while (_jobs.TryDequeue(out var job))
            {
                job();
            }

            _beat();
            _wake.WaitOne(_step);
        }
    }
}
