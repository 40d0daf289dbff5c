namespace Faultline.Samples.Services.Greeting;

/// <summary>
/// Keeps the webapp from calling a service that keeps failing.
/// <code>
/// closed ──2 failures in a row──> open ──5 s──> half open: one call may pass
///    ^────────── it succeeds ────────────────────────┘ (it fails: open again)
/// </code>
/// </summary>
internal sealed class CircuitBreaker(TimeProvider time)
{
    private const int Threshold = 2;
    private static readonly TimeSpan OpenFor = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private int _failures;
    private long? _openedAt;

    /// <summary>Whether a call may be made now; of those that ask when it is half open, one may.</summary>
    public bool Allows()
    {
        lock (_lock)
        {
            if (_openedAt is { } opened && time.GetElapsedTime(opened) < OpenFor)
            {
                return false;
            }

            // The next ones wait as long again, unless this call succeeds.
            _openedAt = _openedAt is null ? null : time.GetTimestamp();
            return true;
        }
    }

    /// <summary>A call succeeded.</summary>
    public void Succeeded()
    {
        lock (_lock)
        {
            _failures = 0;
            _openedAt = null;
        }
    }

    /// <summary>A call failed.</summary>
    public void Failed()
    {
        lock (_lock)
        {
            _failures++;
            if (_failures >= Threshold)
            {
                _openedAt = time.GetTimestamp();
            }
        }
    }
}
