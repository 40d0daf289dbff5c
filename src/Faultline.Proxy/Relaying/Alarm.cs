using System.Threading.Tasks.Sources;

namespace Faultline.Proxy.Relaying;

/// <summary>A wait for a time or for somebody who rings, whichever comes first, without an object per wait. One may wait at a time.</summary>
internal sealed class Alarm(TimeProvider time) : IValueTaskSource, IDisposable
{
    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private ITimer? _timer;
    private bool _isAwaited;
    private bool _hasRung;
    private bool _isDisposed;

    /// <summary>Waits; a ring that nobody waited for counts. May end early: whoever waits looks again.</summary>
    public ValueTask WaitAsync(TimeSpan longest)
    {
        lock (_lock)
        {
            if (_hasRung || _isDisposed || longest <= TimeSpan.Zero)
            {
                _hasRung = false;
                return default;
            }

            _source.Reset();
            _isAwaited = true;
            _timer ??= time.CreateTimer(static alarm => ((Alarm)alarm!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            // Timers count whole milliseconds, and one that is early would only be set again.
            _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(longest.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
            return new ValueTask(this, _source.Version);
        }
    }

    /// <summary>Ends the wait, or the next one.</summary>
    public void Ring()
    {
        lock (_lock)
        {
            if (!_isAwaited)
            {
                _hasRung = true;
                return;
            }

            _isAwaited = false;
        }

        _source.SetResult(true);
    }

    /// <summary>Ends the wait, and every one to come.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _timer?.Dispose();
            _timer = null;
        }

        Ring();
    }

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
