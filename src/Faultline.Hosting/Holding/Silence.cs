namespace Faultline.Hosting.Holding;

/// <summary>
/// For how long nothing was heard of another process. Time in which we ourselves did not run (stopped, asleep, starved) does not
/// count: the other may have spoken meanwhile, and we have not listened yet.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="limit">From when on it is too long.</param>
/// <param name="step">How often somebody asks.</param>
internal sealed class Silence(TimeProvider time, TimeSpan limit, TimeSpan step)
{
    private long _asked = time.GetTimestamp();
    private TimeSpan _silent;
    private int _heard;

    /// <summary>The limit.</summary>
    public TimeSpan Limit => limit;

    /// <summary>The other has spoken. From any thread.</summary>
    public void Heard() => Volatile.Write(ref _heard, 1);

    /// <summary>Whether it has been silent for too long; to be asked at every step, from one thread.</summary>
    public bool IsTooLong()
    {
        var elapsed = time.GetElapsedTime(_asked);
        _asked = time.GetTimestamp();
        if (Interlocked.Exchange(ref _heard, 0) == 1)
        {
            _silent = TimeSpan.Zero;
            return false;
        }

        _silent += elapsed < step * 2 ? elapsed : step * 2;
        return _silent >= limit;
    }
}
