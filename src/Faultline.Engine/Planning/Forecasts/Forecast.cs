using System.Collections.Immutable;
using Faultline.Abstractions.Planning;

namespace Faultline.Engine.Planning.Forecasts;

/// <summary>What a run of a plan would do if it began now. Texts hold no secrets.</summary>
public sealed record Forecast
{
    /// <summary>The plan.</summary>
    public required Plan Plan { get; init; }

    /// <summary>The title, with its variables replaced as far as they are known.</summary>
    public required string Title { get; init; }

    /// <summary>The probes of the hypothesis.</summary>
    public required ImmutableArray<ForecastStep> Probes { get; init; }

    /// <summary>The steps of the method.</summary>
    public required ImmutableArray<ForecastStep> Method { get; init; }

    /// <summary>The steps of the rollbacks.</summary>
    public required ImmutableArray<ForecastStep> Rollbacks { get; init; }

    /// <summary>The probes of the condition that halts the run.</summary>
    public ImmutableArray<ForecastStep> Watched { get; init; } = [];

    /// <summary>The names of variables whose values only a run finds out.</summary>
    public ImmutableArray<string> OpenVariables { get; init; } = [];

    /// <summary>How long everything but the rollbacks takes at most.</summary>
    public required WorstCase Duration { get; init; }

    /// <summary>How long the rollbacks take at most.</summary>
    public required WorstCase RollbackDuration { get; init; }

    /// <summary>What is missing on this machine, each once.</summary>
    public ImmutableArray<Prerequisite> Missing { get; init; } = [];

    /// <summary>What the reader should know besides.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Every step, in order.</summary>
    public IEnumerable<ForecastStep> Steps => Probes.Concat(Watched).Concat(Method).Concat(Rollbacks);

    /// <summary>The rights that are known to be missing, each once.</summary>
    public IEnumerable<PlannedRight> MissingRights =>
        Steps.SelectMany(step => step.Call.Rights).Where(right => right.IsAllowed == false).Distinct();

    /// <summary>Why the run would not do what it says, or why that can't be told; empty where all is well.</summary>
    public ImmutableArray<string> Obstacles =>
        [
            .. Missing.Select(one => $"{one.Kind} '{one.Name}' is missing" + (one.Detail is null ? "" : $": {one.Detail}")),
            .. MissingRights.Select(right => $"the right to {Words(right)} is missing" + (right.Reason is null ? "" : $": {right.Reason}")),
            .. Steps.Select(step => step.Obstacle).OfType<string>(),
        ];

    private static string Words(PlannedRight right) =>
        $"{right.Verb} {right.Resource}" + (right.Namespace is null ? "" : $" in namespace '{right.Namespace}'");
}
