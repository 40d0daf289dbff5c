using Faultline.Abstractions.Data;

namespace Faultline.Lab;

/// <summary>A manifest, and where it stands.</summary>
/// <param name="File">The file that it stands in; null where it is the lab file itself.</param>
/// <param name="Content">The manifest.</param>
public sealed record LabDocument(string? File, DataNode Content);
