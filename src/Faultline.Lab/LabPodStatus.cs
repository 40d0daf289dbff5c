namespace Faultline.Lab;

/// <summary>How a pod is doing.</summary>
public sealed record LabPodStatus
{
    /// <summary>Its namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Pending, Running, Succeeded or Failed.</summary>
    public required string Phase { get; init; }

    /// <summary>Why it waits, where it does: Kubernetes' word and a sentence; otherwise empty.</summary>
    public string Waiting { get; init; } = "";

    /// <summary>Whether it takes connections.</summary>
    public required bool IsReady { get; init; }

    /// <summary>Whether it is on its way out.</summary>
    public required bool IsTerminating { get; init; }

    /// <summary>How often its containers were started again.</summary>
    public required int RestartCount { get; init; }

    /// <summary>Its address.</summary>
    public required string Address { get; init; }

    /// <summary>The node that it runs on; empty while it has none.</summary>
    public string Node { get; init; } = "";

    /// <summary>The process of its first container, while there is one.</summary>
    public int? ProcessId { get; init; }
}
