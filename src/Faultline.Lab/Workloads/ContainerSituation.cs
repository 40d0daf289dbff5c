namespace Faultline.Lab.Workloads;

/// <summary>How a container is doing.</summary>
internal sealed record ContainerSituation
{
    /// <summary>Why it waits to be started; null where it doesn't wait.</summary>
    public string? Waiting { get; init; } = "ContainerCreating";

    /// <summary>What a person should know about the wait.</summary>
    public string? Message { get; init; }

    /// <summary>The process, while it runs or after it ended.</summary>
    public int? ProcessId { get; init; }

    /// <summary>When the process was started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>How the process ended, where it will not be started again.</summary>
    public Termination? Ended { get; init; }

    /// <summary>How the run before this one ended.</summary>
    public Termination? Last { get; init; }

    /// <summary>Whether it runs and has got through its startup probe.</summary>
    public bool IsStarted { get; init; }

    /// <summary>Whether it can be called.</summary>
    public bool IsReady { get; init; }

    /// <summary>How often it was started again.</summary>
    public int RestartCount { get; init; }

    /// <summary>Whether it has ever run.</summary>
    public bool HasRun => StartedAt is not null || RestartCount > 0 || Last is not null;

    /// <summary>Whether its process runs.</summary>
    public bool IsRunning => Waiting is null && Ended is null;
}
