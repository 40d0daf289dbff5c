using System.Globalization;

namespace Faultline.Host.Networks.Delay;

/// <summary>How long packets wait.</summary>
/// <param name="Delay">How long.</param>
/// <param name="Jitter">By how much it varies to both sides.</param>
/// <param name="Reorders">Whether one may overtake another.</param>
internal sealed record DelayAmount(TimeSpan Delay, TimeSpan Jitter, bool Reorders)
{
    /// <summary>As it is said: <c>100 ± 20 ms</c>.</summary>
    public override string ToString() =>
        Jitter > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $"{Delay.TotalMilliseconds:0.###} ± {Jitter.TotalMilliseconds:0.###} ms")
            : string.Create(CultureInfo.InvariantCulture, $"{Delay.TotalMilliseconds:0.###} ms");
}
