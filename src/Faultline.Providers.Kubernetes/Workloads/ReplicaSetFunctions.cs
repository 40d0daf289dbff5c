using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Objects;

namespace Faultline.Providers.Kubernetes.Workloads;

/// <summary>The functions on replica sets.</summary>
internal static class ReplicaSetFunctions
{
    /// <summary>Deletes the replica sets that a name or labels choose, and with them their pods.</summary>
    /// <param name="name">Which object: its name; where it is left out, the label selector alone decides.</param>
    /// <param name="labelSelector">Which objects: a label selector, such as 'app=web'.</param>
    /// <param name="all">Whether to act on everything where no selector is given; without it such a call is refused.</param>
    [Action("chaosk8s.replicaset.actions", Check = nameof(Check), Returns = "null")]
    public static Task<ActivityOutcome> DeleteReplicaSetAsync(
        KubernetesCall call,
        string? name = null,
        [Reads<NamespaceName>] string ns = "default",
        string? labelSelector = null,
        bool all = false,
        CancellationToken stop = default
    ) => Deletion.MatchingAsync(call, ResourceType.ReplicaSets, name, labelSelector, all, ns, stop);

    internal static IEnumerable<CallProblem> Check(KnownArguments arguments) => Deletion.Check(arguments);
}
