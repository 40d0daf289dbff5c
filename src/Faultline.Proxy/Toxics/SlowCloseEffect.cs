namespace Faultline.Proxy.Toxics;

/// <summary>Delays the end of the data.</summary>
internal sealed class SlowCloseEffect : ToxicEffect
{
    private long _delay;

    /// <inheritdoc/>
    public override void Set(ToxicSettings settings, long now) => _delay = settings.Values[0];

    /// <inheritdoc/>
    public override long EndDue(long due) => After(due, _delay);
}
