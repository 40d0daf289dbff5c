using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;
using Faultline.Engine.Planning;

namespace Faultline.Engine.Running.Controls;

/// <summary>The experiment as controls have left it so far: its document, and the plan that follows from it.</summary>
internal sealed class LiveExperiment(DataObject document, Plan plan)
{
    // A run of the rollbacks alone leaves the rest of the document out, whatever controls make of it.
    private readonly bool _playsMethod = plan.Method.Length > 0 || plan.Experiment.Method.Length == 0;
    private readonly bool _playsProbes = plan.Probes.Length > 0 || plan.Experiment.Hypothesis is null;

    private static readonly ImmutableArray<string> Lists = ["method", "rollbacks"];

    /// <summary>The document by now.</summary>
    public DataObject Document { get; private set; } = document;

    /// <summary>The plan by now.</summary>
    public Plan Plan { get; private set; } = plan;

    /// <summary>Takes another document.</summary>
    /// <returns>Why it can't be run, in which case everything stays as it was; null where it can.</returns>
    public string? Change(DataObject changed)
    {
        var reading = ExperimentReader.Read(changed, Plan.Experiment.Source);
        if (reading.Experiment is not { } experiment)
        {
            return reading.Diagnostics.First(d => d.Severity != DiagnosticSeverity.Warning).Message;
        }

        var replanned = Planner.Plan(experiment, Plan.HypothesisStrategy, Plan.RollbackStrategy);
        Document = changed;
        Plan = replanned with { Method = _playsMethod ? replanned.Method : [], Probes = _playsProbes ? replanned.Probes : [] };
        return null;
    }

    /// <summary>The document with an object in place of another that stands in it: an activity or the hypothesis.</summary>
    public DataObject With(DataObject old, DataObject changed)
    {
        if (Document["steady-state-hypothesis"] is DataObject hypothesis)
        {
            if (ReferenceEquals(hypothesis, old))
            {
                return Document.With("steady-state-hypothesis", changed);
            }

            if (Replaced(hypothesis["probes"], old, changed) is { } probes)
            {
                return Document.With("steady-state-hypothesis", hypothesis.With("probes", probes));
            }
        }

        foreach (var list in Lists)
        {
            if (Replaced(Document[list], old, changed) is { } replaced)
            {
                return Document.With(list, replaced);
            }
        }

        return Document;
    }

    /// <summary>Where a step of the plan stands, such as <c>$.method[0]</c>; null where it stands in the plan no more.</summary>
    public string? PathOf(PlannedStep step)
    {
        foreach (
            var (steps, list) in (ReadOnlySpan<(ImmutableArray<PlannedStep>, string)>)
                [(Plan.Method, "$.method"), (Plan.Probes, "$.steady-state-hypothesis.probes"), (Plan.Rollbacks, "$.rollbacks")]
        )
        {
            for (var at = 0; at < steps.Length; at++)
            {
                if (ReferenceEquals(steps[at], step))
                {
                    return $"{list}[{at}]";
                }
            }
        }

        return null;
    }

    private static DataArray? Replaced(DataNode? list, DataObject old, DataObject changed)
    {
        if (list is not DataArray array)
        {
            return null;
        }

        var at = 0;
        while (at < array.Items.Length && !ReferenceEquals(array.Items[at], old))
        {
            at++;
        }

        return at == array.Items.Length ? null : new DataArray(array.Items.SetItem(at, changed), array.Position);
    }
}
