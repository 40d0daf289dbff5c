using Faultline.Engine.Model;

namespace Faultline.Engine.Planning;

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
        foreach (
            var activity in experiment.Method.Concat(probes).OfType<Activity>().Where(activity => !activity.Document.Has("iteration_index"))
        )
        {
            // What stands there to repeat another is none that a reference could mean.
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
            StopCondition = experiment.StopCondition is { } condition
                ? new PlannedStopCondition([.. condition.Probes.Select(step => Follow(step, named))], condition.Frequency)
                : null,
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
