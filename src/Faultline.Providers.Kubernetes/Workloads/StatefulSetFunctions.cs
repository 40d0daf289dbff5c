using System.Collections.Immutable;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Objects;

namespace Faultline.Providers.Kubernetes.Workloads;

/// <summary>The functions on stateful sets, which messages call microservices, as the reference does.</summary>
internal static class StatefulSetFunctions
{
    private const string Actions = "chaosk8s.statefulset.actions";
    private const string Probes = "chaosk8s.statefulset.probes";

    private static readonly Readiness Readiness = new(ResourceType.StatefulSets, Workload.Of);

    public static ImmutableArray<FunctionEntry> All { get; } =
    [
        Creation.FromFile(
            Actions,
            "create_statefulset",
            "Creates the stateful set of a file.",
            ResourceSources.Of(ResourceType.StatefulSets)
        ),
        Scaling.Of(Actions, "scale_statefulset", "Changes how many replicas a stateful set has.", ResourceType.StatefulSets),
        Deletion.Matching(
            Actions,
            "remove_statefulset",
            "Deletes the stateful sets that a name or labels choose, and with them their pods.",
            ResourceType.StatefulSets
        ),
        Readiness.Wait(
            Probes,
            "statefulset_fully_available",
            "Waits until all replicas of a stateful set are ready.",
            DeploymentFunctions.Raise("raise_on_not_fully_available", "they are not in time"),
            "microservice",
            fully: true
        ),
        Readiness.Wait(
            Probes,
            "statefulset_not_fully_available",
            "Waits until not all replicas of a stateful set are ready.",
            DeploymentFunctions.Raise("raise_on_fully_available", "they stay so all the time"),
            "microservice",
            fully: false
        ),
    ];
}
