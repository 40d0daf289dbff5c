using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;

namespace Faultline.Engine.Planning;

/// <summary>
/// What the language knows and this version can't run yet. Each is named and refused before the run: to leave it out in silence
/// would make a run green that never did what it says.
/// </summary>
public static class UnsupportedFeatures
{
    /// <summary>A diagnostic for each use in the experiment.</summary>
    /// <param name="plan">The plan, strategies included.</param>
    /// <param name="isForRun">Whether the experiment is about to be run: an error then, otherwise a warning.</param>
    public static ImmutableArray<Diagnostic> Find(Plan plan, bool isForRun)
    {
        var problems = new Diagnostics(plan.Experiment.Source);
        var severity = isForRun ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;

        void Refuse(string feature, DataNode? at, string path) =>
            problems.Add(severity, $"{feature} can't be run by this version yet", at?.Position, path, null);

        foreach (var (controls, path) in Controls(plan.Experiment).Where(found => found.Controls is DataArray { Items.Length: > 0 }))
        {
            Refuse("a control", controls, path);
        }

        return problems.All;
    }

    private static IEnumerable<(DataNode? Controls, string Path)> Controls(Experiment experiment)
    {
        yield return (experiment.Document["controls"], "$.controls");
        yield return ((experiment.Document["steady-state-hypothesis"] as DataObject)?["controls"], "$.steady-state-hypothesis.controls");
        foreach (var step in (experiment.Hypothesis?.Probes ?? []).Concat(experiment.Method).Concat(experiment.Rollbacks))
        {
            yield return (step.Document["controls"], step.Path + ".controls");
        }
    }
}
