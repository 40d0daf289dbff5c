namespace Faultline.Lab;

/// <summary>What stands for a container image: a program on this machine.</summary>
public sealed record LabProgram
{
    /// <summary>
    /// The program: an absolute path, or a name that is looked up in PATH. Empty where every container of the image brings a command
    /// of its own.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>Its arguments; those of the manifest's container come after them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Variables for it; the manifest's container has the last word.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The folder that it starts in; by default the folder that stands for the container's root.</summary>
    public string? Folder { get; init; }
}
