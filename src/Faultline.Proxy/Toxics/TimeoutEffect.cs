namespace Faultline.Proxy.Toxics;

/// <summary>Holds everything, and closes the connection after a time; after none, it holds until it is removed.</summary>
internal sealed class TimeoutEffect : ToxicEffect
{
    private long _deadline = ProxyClock.Never;

    /// <inheritdoc/>
    public override long Deadline => _deadline;

    /// <inheritdoc/>
    public override void Set(ToxicSettings settings, long now) =>
        _deadline = settings.Values[0] > 0 ? After(now, settings.Values[0]) : ProxyClock.Never;

    /// <inheritdoc/>
    public override long Due(long due, int length, long chunk) => ProxyClock.Never;

    /// <inheritdoc/>
    public override long EndDue(long due) => ProxyClock.Never;
}
