namespace Faultline.Proxy.Leases;

/// <summary>A promise that what was made under it vanishes with it: when it is closed, runs out, or the connection that holds it ends.</summary>
internal sealed class Lease : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _until;
    private int _holders;
    private bool _isEnded;

    /// <param name="id">Its name.</param>
    /// <param name="timeToLive">How long it lasts unless it is renewed or held.</param>
    /// <param name="time">The clock.</param>
    /// <param name="expired">Called, from a timer, when it has run out.</param>
    public Lease(string id, TimeSpan timeToLive, TimeProvider time, Action<Lease> expired)
    {
        (Id, TimeToLive, _time) = (id, timeToLive, time);
        _timer = time.CreateTimer(_ => Expire(expired), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Renew(timeToLive);
    }

    /// <summary>Its name.</summary>
    public string Id { get; }

    /// <summary>How long it lasts after it was made or renewed.</summary>
    public TimeSpan TimeToLive { get; private set; }

    /// <summary>Whether it has ended: nothing can be made under it any more.</summary>
    public bool IsEnded
    {
        get
        {
            lock (_lock)
            {
                return _isEnded;
            }
        }
    }

    /// <summary>Whether a connection holds it; its time stands still meanwhile.</summary>
    public bool IsHeld
    {
        get
        {
            lock (_lock)
            {
                return _holders > 0;
            }
        }
    }

    /// <summary>How long it lasts yet.</summary>
    public TimeSpan Remaining
    {
        get
        {
            lock (_lock)
            {
                return _isEnded ? TimeSpan.Zero
                    : _holders > 0 ? TimeToLive
                    : TimeSpan.FromTicks(Math.Max(0, (_until - Now) * TimeSpan.TicksPerMillisecond));
            }
        }
    }

    private long Now => _time.GetTimestamp() / Math.Max(1, _time.TimestampFrequency / 1000);

    /// <summary>It lasts so long from now on.</summary>
    public void Renew(TimeSpan timeToLive)
    {
        lock (_lock)
        {
            TimeToLive = timeToLive;
            _until = Now + (long)timeToLive.TotalMilliseconds;
            if (!_isEnded)
            {
                _timer.Change(timeToLive, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>A connection holds it; false where it has ended.</summary>
    public bool TryHold()
    {
        lock (_lock)
        {
            _holders += _isEnded ? 0 : 1;
            return !_isEnded;
        }
    }

    /// <summary>Ends it; nothing where it has ended already.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isEnded = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Expire(Action<Lease> expired)
    {
        lock (_lock)
        {
            if (_holders > 0 || _isEnded)
            {
                return;
            }

            if (_until > Now)
            {
                // It was renewed while the timer fired.
                _timer.Change(TimeSpan.FromMilliseconds(_until - Now), Timeout.InfiniteTimeSpan);
                return;
            }
        }

        expired(this);
    }
}
