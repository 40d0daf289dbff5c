namespace Faultline.Proxy.Toxics;

/// <summary>Resets the connection a time after the first data (or their end) came; they go nowhere.</summary>
internal sealed class ResetPeerEffect : ToxicEffect
{
    private long _timeout;
    private long _begun = ProxyClock.Never;

    /// <inheritdoc/>
    public override long Deadline => _begun == ProxyClock.Never ? ProxyClock.Never : After(_begun, _timeout);

    /// <inheritdoc/>
    public override bool IsReset => true;

    /// <inheritdoc/>
    public override void Set(ToxicSettings settings, long now) => _timeout = settings.Values[0];

    /// <inheritdoc/>
    public override void Arrived(long now) => _begun = Math.Min(_begun, now);

    /// <inheritdoc/>
    public override long Due(long due, int length, long chunk) => ProxyClock.Never;

    /// <inheritdoc/>
    public override long EndDue(long due) => ProxyClock.Never;
}
