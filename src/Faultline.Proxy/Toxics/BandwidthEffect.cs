namespace Faultline.Proxy.Toxics;

/// <summary>A line of so many kilobytes (1,000 bytes) a second: a piece leaves when its last byte would have gone over it.</summary>
internal sealed class BandwidthEffect : ToxicEffect
{
    private const int PieceTime = 20;
    private const long Tolerated = 100 * Millisecond;

    private long _rate;
    private long _free;
    private long _next;

    /// <inheritdoc/>
    public override void Set(ToxicSettings settings, long now)
    {
        _rate = Math.Min(settings.Values[0], int.MaxValue);
        // What the old rate had booked ahead is forgotten.
        _free = Math.Min(_free, now);
    }

    /// <inheritdoc/>
    public override int Cut(int length) => _rate <= 0 ? length : (int)Math.Min(length, _rate * PieceTime);

    /// <inheritdoc/>
    public override long Due(long due, int length, long chunk)
    {
        _next = _rate <= 0 ? due : Math.Max(due, _free) + (length * Millisecond / _rate);
        return _next;
    }

    /// <inheritdoc/>
    public override void Sent(int length, long late) =>
        // A late timer is caught up with; who did not read gets the line's rate afterwards, not all at once.
        _free = late > Tolerated ? _next + late : _next;
}
