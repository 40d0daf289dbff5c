using System.Collections.Immutable;

namespace Faultline.Engine.Planning.Forecasts;

/// <summary>How long something takes at most.</summary>
/// <param name="Known">The sum of what has a limit.</param>
/// <param name="Unlimited">What has none, each with the reason; empty where all of it has one.</param>
public sealed record WorstCase(TimeSpan Known, ImmutableArray<string> Unlimited)
{
    /// <summary>Nothing takes no time.</summary>
    public static WorstCase None { get; } = new(TimeSpan.Zero, []);

    /// <summary>The time at most; null where something has no limit.</summary>
    public TimeSpan? AtMost => Unlimited.IsEmpty ? Known : null;

    /// <summary>Of steps in a row; one in the background runs beside those after it.</summary>
    public static WorstCase Of(IEnumerable<ForecastStep> steps)
    {
        var (now, end) = (TimeSpan.Zero, TimeSpan.Zero);
        var unlimited = ImmutableArray.CreateBuilder<string>();
        foreach (var step in steps)
        {
            if (step.Bound.AtMost is null)
            {
                unlimited.Add($"'{step.Name}' ({step.Bound.Reason})");
            }

            var done = now + step.Pauses.Before + (step.Bound.AtMost ?? TimeSpan.Zero) + step.Pauses.After;
            end = done > end ? done : end;
            now = step.Step.Background ? now : done;
        }

        return new WorstCase(end, unlimited.ToImmutable());
    }

    /// <summary>The same where everything together has a limit.</summary>
    public WorstCase Within(TimeSpan? limit) => limit is { } most && !(AtMost <= most) ? new WorstCase(most, []) : this;

    /// <summary>One after the other.</summary>
    public WorstCase Then(WorstCase next) => new(Known + next.Known, [.. Unlimited.Union(next.Unlimited)]);
}
