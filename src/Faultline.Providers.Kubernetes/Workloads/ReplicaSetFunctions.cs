using System.Collections.Immutable;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Objects;

namespace Faultline.Providers.Kubernetes.Workloads;

/// <summary>The functions on replica sets.</summary>
internal static class ReplicaSetFunctions
{
    public static ImmutableArray<FunctionEntry> All { get; } =
    [
        Deletion.Matching(
            "chaosk8s.replicaset.actions",
            "delete_replica_set",
            "Deletes the replica sets that a name or labels choose, and with them their pods.",
            ResourceType.ReplicaSets
        ),
    ];
}
