using Faultline.Abstractions.Data;
using Faultline.Engine.Model;

namespace Faultline.Engine.Planning;

/// <summary>One step with its reference followed.</summary>
/// <param name="Activity">What is called; null where the reference leads nowhere.</param>
/// <param name="Reference">The name that the step refers to; null where it is the activity itself.</param>
/// <param name="Tolerance">Which results are accepted; null where any is.</param>
/// <param name="Background">Whether the next step starts before this one has ended.</param>
public sealed record PlannedStep(Activity? Activity, string? Reference, DataNode? Tolerance, bool Background)
{
    /// <summary>Whether it is recorded and not called, as in a dry run.</summary>
    public bool IsLeftOut { get; init; }
}
