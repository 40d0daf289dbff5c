using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads;

/// <summary>The workloads in the store as people want to see them.</summary>
internal static class WorkloadView
{
    private static readonly ResourceKind[] Kinds =
    [
        ResourceKinds.Deployment,
        ResourceKinds.StatefulSet,
        ResourceKinds.DaemonSet,
        ResourceKinds.ReplicaSet,
    ];

    /// <summary>All of them; replica sets only where no deployment has them.</summary>
    public static IEnumerable<LabWorkloadStatus> Of(ObjectStore store) =>
        Kinds.SelectMany(kind => store.List(kind).Objects.Where(node => node.ControllerUid() is null).Select(node => Of(kind, node)));

    private static LabWorkloadStatus Of(ResourceKind kind, DataObject node)
    {
        long Status(string name) => node.NumberAt("status", name) ?? 0;
        var isDaemon = kind == ResourceKinds.DaemonSet;
        var wanted = isDaemon ? Status("desiredNumberScheduled") : node.NumberAt("spec", "replicas") ?? 1;
        var ready = isDaemon ? Status("numberReady") : Status("readyReplicas");
        var isSeen = Status("observedGeneration") == (node.NumberAt("metadata", "generation") ?? 1);
        var isOld =
            kind == ResourceKinds.Deployment ? Status("updatedReplicas") != wanted || Status("replicas") != wanted
            : isDaemon ? Status("updatedNumberScheduled") != wanted
            : kind == ResourceKinds.StatefulSet ? IsRolling(node)
            : Status("replicas") != wanted;
        return new LabWorkloadStatus
        {
            Kind = kind.Kind,
            Namespace = node.Namespace(),
            Name = node.Name(),
            Wanted = (int)wanted,
            Ready = (int)ready,
            IsDone = isSeen && ready == wanted && !isOld,
        };
    }

    // One that only a part of the pods is to follow, or that waits for people, is as done as it will be.
    private static bool IsRolling(DataObject set) =>
        set.TextAt("spec", "updateStrategy", "type") != "OnDelete"
        && (set.NumberAt("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0) == 0
        && set.TextAt("status", "currentRevision") != set.TextAt("status", "updateRevision");
}
