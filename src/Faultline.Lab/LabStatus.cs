namespace Faultline.Lab;

/// <summary>How a lab is doing.</summary>
public sealed record LabStatus
{
    /// <summary>The lab's name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether every workload has the pods it wants, and every other pod is ready or has succeeded.</summary>
    public required bool IsReady { get; init; }

    /// <summary>The nodes, in the order of their names.</summary>
    public required IReadOnlyList<LabNodeStatus> Nodes { get; init; }

    /// <summary>Deployments, stateful sets, daemon sets and replica sets of nobody's.</summary>
    public required IReadOnlyList<LabWorkloadStatus> Workloads { get; init; }

    /// <summary>The pods, in the order of their namespaces and names.</summary>
    public required IReadOnlyList<LabPodStatus> Pods { get; init; }

    /// <summary>The services, in the order of their namespaces and names.</summary>
    public required IReadOnlyList<LabServiceStatus> Services { get; init; }
}
