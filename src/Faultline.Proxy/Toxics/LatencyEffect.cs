namespace Faultline.Proxy.Toxics;

/// <summary>Delays what was read at once by one time, drawn from latency ± jitter.</summary>
internal sealed class LatencyEffect(Chance chance) : ToxicEffect
{
    private long _latency;
    private long _jitter;
    private long _chunk = -1;
    private long _drawn;

    /// <inheritdoc/>
    public override void Set(ToxicSettings settings, long now)
    {
        (_latency, _jitter) = (settings.Values[0], settings.Values[1]);
        _chunk = -1;
    }

    /// <inheritdoc/>
    public override long Due(long due, int length, long chunk)
    {
        if (_chunk != chunk)
        {
            _chunk = chunk;
            _drawn = chance.Around(Math.Clamp(_latency, 0, Longest), Math.Clamp(_jitter, 0, Longest));
        }

        return After(due, _drawn);
    }

    private const long Longest = long.MaxValue / 4;
}
