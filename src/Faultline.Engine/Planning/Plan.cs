using System.Collections.Immutable;
using Faultline.Engine.Model;

namespace Faultline.Engine.Planning;

/// <summary>What a run will do, in order: strategies chosen, references followed.</summary>
public sealed record Plan
{
    /// <summary>The experiment.</summary>
    public required Experiment Experiment { get; init; }

    /// <summary>When the hypothesis is evaluated.</summary>
    public required HypothesisStrategy HypothesisStrategy { get; init; }

    /// <summary>When the rollbacks are played.</summary>
    public required RollbackStrategy RollbackStrategy { get; init; }

    /// <summary>The probes of the hypothesis.</summary>
    public required ImmutableArray<PlannedStep> Probes { get; init; }

    /// <summary>The steps of the method.</summary>
    public required ImmutableArray<PlannedStep> Method { get; init; }

    /// <summary>The steps of the rollbacks.</summary>
    public required ImmutableArray<PlannedStep> Rollbacks { get; init; }

    /// <summary>What is watched while the run goes on; null where nothing is.</summary>
    public PlannedStopCondition? StopCondition { get; init; }

    /// <summary>The names that activities give to what they answer.</summary>
    public IReadOnlySet<string> OutputNames => field ??= Names();

    private HashSet<string> Names() =>
        [
            .. (Experiment.Hypothesis?.Probes ?? [])
                .Concat(Experiment.Method)
                .Concat(Experiment.Rollbacks)
                .OfType<Activity>()
                .SelectMany(activity => activity.Outputs)
                .Select(output => output.Name),
        ];

    /// <summary>The step and the one activity that each step stands for, in the order in which they first run.</summary>
    public IEnumerable<Activity> Activities =>
        Probes.Concat(Method).Concat(Rollbacks).Select(step => step.Activity).OfType<Activity>().Distinct();
}
