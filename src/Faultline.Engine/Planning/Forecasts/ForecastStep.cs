using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Planning;

namespace Faultline.Engine.Planning.Forecasts;

/// <summary>What one step would do.</summary>
/// <param name="Step">The step.</param>
/// <param name="Name">The activity's name; of a reference that leads nowhere, the name that it refers to.</param>
/// <param name="Call">What its call would do.</param>
public sealed record ForecastStep(PlannedStep Step, string Name, CallPlan Call)
{
    /// <summary>How long it waits before the call, and after it.</summary>
    public (TimeSpan Before, TimeSpan After) Pauses { get; init; }

    /// <summary>How long the call takes at most, the activity's own timeout included.</summary>
    public required CallBound Bound { get; init; }

    /// <summary>Whether it acts rather than looks.</summary>
    public bool IsAction => Step.Activity?.Kind == ActivityKind.Action;

    /// <summary>Why it would not do what it says, or why nobody knows; null where it would.</summary>
    public string? Obstacle =>
        Call.Knowledge switch
        {
            TargetKnowledge.NoTarget => $"'{Name}' would hit nothing: {Call.Reason}",
            TargetKnowledge.Unknown => $"what '{Name}' would do is not known: {Call.Reason}",
            _ => null,
        };

    /// <summary>How many targets are hit at most.</summary>
    public int MostTargets =>
        Call.ByChance is { } chance
            ? Call.Targets.Count(target => target.Kind != chance.Kind)
                + Math.Min(chance.Count, Call.Targets.Count(target => target.Kind == chance.Kind))
            : Call.Targets.Length;
}
