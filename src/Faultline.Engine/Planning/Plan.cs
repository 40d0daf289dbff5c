using System.Collections.Immutable;
using Faultline.Abstractions.Data;
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

    /// <summary>The step and the one activity that each step stands for, in the order in which they first run.</summary>
    public IEnumerable<Activity> Activities =>
        Probes.Concat(Method).Concat(Rollbacks).Select(step => step.Activity).OfType<Activity>().Distinct();
}

/// <summary>One step with its reference followed.</summary>
/// <param name="Activity">What is called; null where the reference leads nowhere.</param>
/// <param name="Reference">The name that the step refers to; null where it is the activity itself.</param>
/// <param name="Tolerance">Which results are accepted; null where any is.</param>
/// <param name="Background">Whether the next step starts before this one has ended.</param>
public sealed record PlannedStep(Activity? Activity, string? Reference, DataNode? Tolerance, bool Background);

/// <summary>An experiment to a plan.</summary>
public static class Planner
{
    /// <summary>Plans a run.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="hypothesisStrategy">What the command line asks for; null leaves it to the document.</param>
    /// <param name="rollbackStrategy">What the command line asks for; null leaves it to the document.</param>
    public static Plan Plan(Experiment experiment, HypothesisStrategy? hypothesisStrategy = null, RollbackStrategy? rollbackStrategy = null)
    {
        var probes = experiment.Hypothesis?.Probes ?? [];
        var named = new Dictionary<string, Activity>(StringComparer.Ordinal);
        foreach (var activity in experiment.Method.Concat(probes).OfType<Activity>())
        {
            // Of activities with the same name a reference means the one declared last, those of the hypothesis after those of the method.
            named[activity.Name] = activity;
        }

        return new Plan
        {
            Experiment = experiment,
            HypothesisStrategy = hypothesisStrategy ?? experiment.HypothesisStrategy ?? HypothesisStrategy.Default,
            RollbackStrategy = rollbackStrategy ?? experiment.RollbackStrategy ?? RollbackStrategy.Default,
            Probes = [.. probes.Select(step => Follow(step, named))],
            Method = [.. experiment.Method.Select(step => Follow(step, named))],
            Rollbacks = [.. experiment.Rollbacks.Select(step => Follow(step, named))],
        };
    }

    private static PlannedStep Follow(Step step, Dictionary<string, Activity> named) =>
        step switch
        {
            Activity activity => new PlannedStep(activity, null, activity.Tolerance, activity.Background),
            ActivityReference reference => new PlannedStep(
                named.GetValueOrDefault(reference.Target),
                reference.Target,
                reference.Tolerance,
                reference.Background
            ),
            _ => throw new System.Diagnostics.UnreachableException(step.GetType().Name),
        };
}
