using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Controllers.Deployments;

/// <summary>The replica sets of a deployment: the one of its template as it is now, and older ones.</summary>
internal sealed record DeploymentSets(DataObject? New, IReadOnlyList<DataObject> Old)
{
    public const string HashLabel = "pod-template-hash";
    public const string Revision = "deployment.kubernetes.io/revision";
    public const string Desired = "deployment.kubernetes.io/desired-replicas";
    public const string Most = "deployment.kubernetes.io/max-replicas";

    public IEnumerable<DataObject> All => New is null ? Old : Old.Append(New);

    /// <summary>Those that have pods, or should have.</summary>
    public IEnumerable<DataObject> Active => All.Where(set => Wanted(set) > 0);

    /// <summary>Sorts a deployment's replica sets; the oldest one with the deployment's template is the new one.</summary>
    public static DeploymentSets Of(DataObject deployment, IEnumerable<DataObject> sets)
    {
        var template = Template.Plain(deployment.At("spec", "template"));
        var sorted = sets.Where(set => !set.IsTerminating())
            .OrderBy(set => set.TextAt("metadata", "creationTimestamp"), StringComparer.Ordinal)
            .ThenBy(set => set.Name(), StringComparer.Ordinal)
            .ToList();
        var found = sorted.FirstOrDefault(set => Tree.Same(Plain(set), template));
        return new(found, [.. sorted.Where(set => !ReferenceEquals(set, found))]);
    }

    public static long Wanted(DataObject set) => set.NumberAt("spec", "replicas") ?? 0;

    public static long Available(DataObject set) => set.NumberAt("status", "availableReplicas") ?? 0;

    public static long RevisionOf(DataObject node) =>
        long.TryParse(node.Annotation(Revision), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static DataObject Plain(DataObject set)
    {
        var template = Template.Plain(set.At("spec", "template"));
        return template.TextsAt("metadata", "labels") is { Count: 1 }
            ? template.Drop("metadata", "labels")
            : template.Drop("metadata", "labels", HashLabel);
    }
}
