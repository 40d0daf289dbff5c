namespace Faultline.Proxy.Toxics;

/// <summary>Closes the connection once so many bytes have gone.</summary>
internal sealed class LimitDataEffect : ToxicEffect
{
    private long _limit;
    private long _gone;

    /// <inheritdoc/>
    public override bool IsSpent => _gone >= _limit;

    /// <inheritdoc/>
    public override void Set(ToxicSettings settings, long now) => _limit = settings.Values[0];

    /// <inheritdoc/>
    public override int Cut(int length) => (int)Math.Clamp(_limit - _gone, 0, length);

    /// <inheritdoc/>
    public override void Sent(int length, long late) => _gone += length;
}
