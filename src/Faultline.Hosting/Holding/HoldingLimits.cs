using System.Globalization;
using Faultline.Abstractions;

namespace Faultline.Hosting.Holding;

/// <summary>How long the processes of a run wait for one another.</summary>
public sealed record HoldingLimits
{
    /// <summary>The limits unless somebody says otherwise.</summary>
    public static HoldingLimits Default { get; } = new();

    /// <summary>How long an engine, a holder or a watchdog may be silent before it counts as dead; 5 s.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long both roles may take to begin; 20 s, for machines under load.</summary>
    public TimeSpan Start { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long one attempt to revert may take; 15 s.</summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For how long a watchdog tries again what it could not revert; a minute.</summary>
    public TimeSpan Retries { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The limits, with the silence that FAULTLINE_SILENCE names in seconds, if any.</summary>
    public static HoldingLimits Of(IEnvironment environment) =>
        double.TryParse(environment.Get("FAULTLINE_SILENCE"), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
        && seconds is >= 0.1 and <= 3600
            ? Default with
            {
                Silence = TimeSpan.FromSeconds(seconds),
            }
            : Default;
}
