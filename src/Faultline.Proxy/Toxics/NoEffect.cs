namespace Faultline.Proxy.Toxics;

/// <summary>Nothing.</summary>
internal sealed class NoEffect : ToxicEffect
{
    /// <inheritdoc/>
    public override void Set(ToxicSettings settings, long now) { }
}
