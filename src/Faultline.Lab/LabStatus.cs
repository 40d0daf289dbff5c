namespace Faultline.Lab;

/// <summary>How a lab is doing.</summary>
public sealed record LabStatus
{
    /// <summary>The lab's name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether every replica set has as many ready pods as it wants, and every other pod is ready or has succeeded.</summary>
    public required bool IsReady { get; init; }

    /// <summary>The pods, in the order of their namespaces and names.</summary>
    public required IReadOnlyList<LabPodStatus> Pods { get; init; }

    /// <summary>The services, in the order of their namespaces and names.</summary>
    public required IReadOnlyList<LabServiceStatus> Services { get; init; }
}
