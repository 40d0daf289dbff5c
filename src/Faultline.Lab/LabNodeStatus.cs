namespace Faultline.Lab;

/// <summary>How a node is doing.</summary>
public sealed record LabNodeStatus
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it runs.</summary>
    public required bool IsReady { get; init; }

    /// <summary>Whether it takes new pods.</summary>
    public required bool IsSchedulable { get; init; }

    /// <summary>Its address.</summary>
    public required string Address { get; init; }

    /// <summary>How many pods are bound to it.</summary>
    public required int Pods { get; init; }
}
