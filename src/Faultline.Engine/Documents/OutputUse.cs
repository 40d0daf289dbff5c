using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model;

namespace Faultline.Engine.Documents;

/// <summary>Whether the names that activities give to what they answer are free, and known by the time they are used.</summary>
internal static class OutputUse
{
    public static void Check(
        DataObject document,
        ImmutableArray<Step> probes,
        ImmutableArray<Step> method,
        ImmutableArray<Step> rollbacks,
        Diagnostics problems
    )
    {
        Step[] steps = [.. probes, .. method, .. rollbacks];
        var outputs = steps.OfType<Activity>().SelectMany(activity => activity.Outputs).ToList();
        if (outputs.Count == 0)
        {
            return;
        }

        var taken = Taken(document).ToHashSet(StringComparer.Ordinal);
        foreach (var output in outputs.Where(output => taken.Contains(output.Name)))
        {
            problems.Error(
                $"the output '{output.Name}' has the name of a configuration entry or a secret",
                output.Where,
                "$",
                "Give one of them another name."
            );
        }

        CheckOrder(steps, outputs.Select(output => output.Name).ToHashSet(StringComparer.Ordinal), probes.Length, problems);
    }

    private static void CheckOrder(Step[] steps, HashSet<string> names, int probes, Diagnostics problems)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < steps.Length; i++)
        {
            foreach (
                var (name, where) in VariableName
                    .UsedIn(steps[i].Document)
                    .Where(use => names.Contains(use.Name) && !known.Contains(use.Name))
            )
            {
                // A hypothesis may be asked for after the method only.
                problems.Add(
                    i < probes ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error,
                    $"'${{{name}}}' is used before an activity has given it its value",
                    where.Position,
                    steps[i].Path,
                    "Put the activity that gives it first."
                );
            }

            known.UnionWith((steps[i] as Activity)?.Outputs.Select(output => output.Name) ?? []);
        }
    }

    private static IEnumerable<string> Taken(DataObject document)
    {
        var configuration = (document["configuration"] as DataObject)?.Members ?? [];
        var secrets = (document["secrets"] as DataObject)?.Members ?? [];
        return configuration
            .Select(member => member.Key)
            .Concat(secrets.SelectMany(group => ((group.Value as DataObject)?.Members ?? []).Select(member => member.Key)));
    }
}
