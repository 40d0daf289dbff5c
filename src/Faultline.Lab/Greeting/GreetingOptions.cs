namespace Faultline.Lab.Greeting;

/// <summary>The switches of the greeting lab.</summary>
public sealed record GreetingOptions
{
    /// <summary>What the webapp does when the greeter or the name service fails; by default it hangs, or falls back with a circuit breaker.</summary>
    public UpstreamFailureMode? UpstreamFailure { get; init; }

    /// <summary>How long the webapp waits for one of them; by default for ever (with a fallback: 1 second).</summary>
    public TimeSpan? UpstreamTimeout { get; init; }

    /// <summary>Whether the webapp stops calling a service that keeps failing; default no.</summary>
    public bool HasCircuitBreaker { get; init; }

    /// <summary>How many greeters there are; default 1.</summary>
    public int GreeterReplicas { get; init; } = 1;

    /// <summary>How long a pod that replaces another one takes to start; default 10 seconds.</summary>
    public TimeSpan RestartDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What services do while no pod is ready behind them; by default they refuse.</summary>
    public NoEndpointMode NoEndpoint { get; init; } = NoEndpointMode.Refuse;

    /// <summary>Decides the names of pods; by default they differ each time.</summary>
    public int? Seed { get; init; }
}
