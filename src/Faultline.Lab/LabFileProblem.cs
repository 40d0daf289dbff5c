using Faultline.Abstractions.Data;

namespace Faultline.Lab;

/// <summary>Something that is wrong with a lab file.</summary>
/// <param name="Text">What is wrong, and what to do.</param>
/// <param name="Position">Where; null where the file as a whole is meant.</param>
/// <param name="File">The file of manifests that it stands in; null where it is the lab file itself.</param>
public sealed record LabFileProblem(string Text, SourcePosition? Position, string? File = null);
