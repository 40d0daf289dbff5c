namespace Faultline.Lab;

/// <summary>How a deployment, stateful set, daemon set, or a replica set of nobody's is doing.</summary>
public sealed record LabWorkloadStatus
{
    /// <summary>What it is, such as Deployment.</summary>
    public required string Kind { get; init; }

    /// <summary>Its namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>How many pods it wants.</summary>
    public required int Wanted { get; init; }

    /// <summary>How many of them are ready.</summary>
    public required int Ready { get; init; }

    /// <summary>Whether it has all pods it wants, and all of them as its template is now.</summary>
    public required bool IsDone { get; init; }
}
