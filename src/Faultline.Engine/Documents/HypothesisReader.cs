using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model;

namespace Faultline.Engine.Documents;

/// <summary>The steady-state hypothesis, its probes and their tolerances.</summary>
internal sealed class HypothesisReader(Diagnostics problems, StepReader steps)
{
    private const string Key = "steady-state-hypothesis";
    private const string Path = "$." + Key;

    /// <summary>The hypothesis, or null where there is none to evaluate.</summary>
    public Hypothesis? Read(DataObject document)
    {
        if (!document.TryGet(Key, out var node))
        {
            return null;
        }

        if (node is not DataObject hypothesis)
        {
            problems.Fatal(
                $"the hypothesis must be an object, and is {node.Kind}",
                node,
                Path,
                "Leave the key out if there is nothing to hold."
            );
            return null;
        }

        problems.UnknownKeys(hypothesis, Path, ["title", "probes", "controls"], "a hypothesis");
        if (CallChecks.IsFalsy(hypothesis["title"]))
        {
            problems.Error("hypothesis requires a title", hypothesis["title"] ?? hypothesis, Path + ".title");
        }

        var probes = Probes(hypothesis);
        return probes.Length == 0 ? null : new Hypothesis { Title = PythonText.Str(hypothesis["title"] ?? ""), Probes = probes };
    }

    private ImmutableArray<Step> Probes(DataObject hypothesis)
    {
        switch (hypothesis["probes"])
        {
            case null:
                return [];
            case DataArray list:
                return Probes(list, Path + ".probes");
            case var other:
                problems.Fatal($"the hypothesis' probes must be a list, and are {other.Kind}", other, Path + ".probes");
                return [];
        }
    }

    /// <summary>Probes that each have a tolerance.</summary>
    /// <param name="list">The list.</param>
    /// <param name="path">Where it stands.</param>
    public ImmutableArray<Step> Probes(DataArray list, string path) =>
        [.. list.Items.Select((item, i) => Probe(item, $"{path}[{i}]")).OfType<Step>()];

    private Step? Probe(DataNode node, string path)
    {
        var step = steps.Read(node, path);
        if (node is DataObject { Members.Length: > 0 } document)
        {
            if (document.TryGet("tolerance", out var tolerance))
            {
                new ToleranceReader(problems, steps).Read(tolerance, path + ".tolerance");
            }
            else
            {
                problems.Error(
                    "hypothesis probe must have a tolerance entry",
                    document,
                    path + ".tolerance",
                    "Say which result is accepted."
                );
            }
        }

        if (step is Activity { Kind: ActivityKind.Action } action)
        {
            problems.Warn($"'{action.Name}' is an action among the probes of the hypothesis", action.Document["type"], path + ".type");
        }

        return step;
    }
}
