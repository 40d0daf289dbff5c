namespace Faultline.Lab;

/// <summary>A node that a lab is made with: a group of processes that can be lost together.</summary>
public sealed record LabNodeFile
{
    /// <summary>Its name; by default lab-node-1, lab-node-2, ….</summary>
    public string? Name { get; init; }

    /// <summary>Labels beside those that every node has.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}
