namespace Faultline.Proxy.Toxics;

/// <summary>Cuts data into pieces of average size ± variation, each later than the one before by a delay in microseconds.</summary>
internal sealed class SlicerEffect(Chance chance) : ToxicEffect
{
    private const long Microsecond = TimeSpan.TicksPerMicrosecond;

    private long _size;
    private long _variation;
    private long _delay;
    private long _free;
    private long _next;
    private int _drawn;

    /// <inheritdoc/>
    public override void Set(ToxicSettings settings, long now)
    {
        _size = Math.Clamp(settings.Values[0], 0, int.MaxValue / 2);
        _variation = Math.Clamp(settings.Values[1], 0, int.MaxValue / 4);
        _delay = Math.Clamp(settings.Values[2], 0, ProxyClock.Never / Microsecond / 4);
        _free = Math.Min(_free, now);
        _drawn = 0;
    }

    /// <inheritdoc/>
    public override int Cut(int length)
    {
        if (_size == 0)
        {
            return length;
        }

        // The same answer until the piece is on its way.
        _drawn = _drawn > 0 ? _drawn : (int)Math.Max(1, chance.Around(_size, _variation));
        return Math.Min(length, _drawn);
    }

    /// <inheritdoc/>
    public override long Due(long due, int length, long chunk)
    {
        var leaves = Math.Max(due, _free);
        _next = leaves + (_delay * Microsecond);
        return leaves;
    }

    /// <inheritdoc/>
    public override void Sent(int length, long late)
    {
        _free = _next;
        _drawn = 0;
    }
}
