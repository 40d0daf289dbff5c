using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports;

/// <summary>The misses of one probe in one phase: a continuous hypothesis misses many times for one cause.</summary>
internal sealed record MissGroup(ActivityRecord First, ActivityRecord Last, int Count)
{
    /// <summary>Which probe missed, when, what it expected and what it found the first time.</summary>
    public string Text(DateTimeOffset? origin)
    {
        var times =
            Count == 1
                ? ""
                : $", {Count} times from {TimeText.Offset(First.Start, origin)} to {TimeText.Offset(Last.End ?? Last.Start, origin)}";
        return $"{VisibleText.Line(First.Name, 120)} {ResultText.Phase(First.Phase)}{times}: expected {ToleranceText.Expected(First)}, found {ToleranceText.Found(First)}";
    }
}
