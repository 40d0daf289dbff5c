using Faultline.Abstractions.Data;

namespace Faultline.Providers.Local.Python;

/// <summary>What became of a call to a function of the user's Python.</summary>
/// <param name="Output">What it returned; null where it did not.</param>
/// <param name="Problem">Why it could not be called, or what it raised; null where it returned.</param>
/// <param name="IsNotHere">Whether there is no interpreter to call it in.</param>
public sealed record PythonResult(DataNode? Output, string? Problem, bool IsNotHere = false);
