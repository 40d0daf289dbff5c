using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects.Rules;

/// <summary>What of an object may not change any more.</summary>
internal static class Immutability
{
    /// <summary>What a change may not do.</summary>
    public static IEnumerable<Cause> Problems(ResourceKind kind, DataObject before, DataObject after)
    {
        if (kind == ResourceKinds.Pod)
        {
            return Same(Fixed(before), Fixed(after))
                ? []
                :
                [
                    Cause.Forbidden(
                        "spec",
                        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
                    ),
                ];
        }

        if (kind == ResourceKinds.StatefulSet)
        {
            string[] free =
            [
                "replicas",
                "ordinals",
                "template",
                "updateStrategy",
                "persistentVolumeClaimRetentionPolicy",
                "minReadySeconds",
                "revisionHistoryLimit",
            ];
            return Same(Without(before, free), Without(after, free))
                ? []
                :
                [
                    Cause.Forbidden(
                        "spec",
                        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
                    ),
                ];
        }

        return Fields(kind)
            .Where(path => before.At(path) is not null && !Same(before.At(path), after.At(path)))
            .Select(path => Cause.Invalid(string.Join('.', path), after.At(path), "field is immutable"))
            .Concat(Frozen(kind, before, after));
    }

    private static string[][] Fields(ResourceKind kind) =>
        kind == ResourceKinds.Deployment || kind == ResourceKinds.ReplicaSet || kind == ResourceKinds.DaemonSet
            ?
            [
                ["spec", "selector"],
            ]
        : kind == ResourceKinds.Secret
            ?
            [
                ["type"],
            ]
        : kind == ResourceKinds.ControllerRevision
            ?
            [
                ["data"],
            ]
        : kind == ResourceKinds.RoleBinding || kind == ResourceKinds.ClusterRoleBinding
            ?
            [
                ["roleRef"],
            ]
        : kind == ResourceKinds.EndpointSlice
            ?
            [
                ["addressType"],
            ]
        : kind == ResourceKinds.CustomResourceDefinition
            ?
            [
                ["spec", "group"],
                ["spec", "scope"],
                ["spec", "names", "plural"],
                ["spec", "names", "kind"],
            ]
        : [];

    private static IEnumerable<Cause> Frozen(ResourceKind kind, DataObject before, DataObject after)
    {
        var hasFlag = kind == ResourceKinds.ConfigMap || kind == ResourceKinds.Secret;
        if (!hasFlag || !before.IsTrueAt("immutable"))
        {
            yield break;
        }

        foreach (var field in (string[])["immutable", "data", "binaryData"])
        {
            if (!Same(before.At(field), after.At(field)))
            {
                yield return Cause.Forbidden(field, "field is immutable when `immutable` is set");
            }
        }
    }

    private static DataObject Fixed(DataObject pod)
    {
        var spec = pod.At("spec") as DataObject ?? DataObject.Empty;
        foreach (var list in (string[])["containers", "initContainers"])
        {
            if (spec[list] is DataArray containers)
            {
                spec = spec.With(
                    list,
                    DataArray.Of(containers.Items.Select(one => one is DataObject container ? container.Without("image") : one))
                );
            }
        }

        return spec.Without("activeDeadlineSeconds")
            .Without("tolerations")
            .Without("terminationGracePeriodSeconds")
            .Without("ephemeralContainers");
    }

    private static DataObject Without(DataObject node, string[] fields) =>
        fields.Aggregate(node.At("spec") as DataObject ?? DataObject.Empty, (spec, field) => spec.Without(field));

    private static bool Same(DataNode? one, DataNode? other) => Tree.Same(one ?? DataNull.Instance, other ?? DataNull.Instance);
}
