namespace Faultline.Proxy;

/// <summary>The clock of a proxy: ticks of 100 ns since it was made.</summary>
internal sealed class ProxyClock(TimeProvider provider)
{
    /// <summary>A time that never comes.</summary>
    public const long Never = long.MaxValue;

    private readonly long _origin = provider.GetTimestamp();

    /// <summary>Where timers come from.</summary>
    public TimeProvider Provider => provider;

    /// <summary>Now.</summary>
    public long Now => provider.GetElapsedTime(_origin).Ticks;
}
