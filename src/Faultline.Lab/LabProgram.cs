namespace Faultline.Lab;

/// <summary>What stands for a container image: a program on this machine.</summary>
public sealed record LabProgram
{
    /// <summary>The program's file, as an absolute path.</summary>
    public required string Path { get; init; }

    /// <summary>Its arguments; those of the manifest's container come after them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Variables for it; the manifest's container has the last word.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
