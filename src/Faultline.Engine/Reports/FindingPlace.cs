using Faultline.Abstractions.Data;

namespace Faultline.Engine.Reports;

/// <summary>Where a finding belongs.</summary>
/// <param name="Path">The file, with '/' between its parts.</param>
/// <param name="Position">Line and column in it; null where they are not known.</param>
public sealed record FindingPlace(string Path, SourcePosition? Position);
