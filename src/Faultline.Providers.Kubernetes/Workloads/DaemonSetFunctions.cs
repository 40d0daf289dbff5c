using System.Collections.Immutable;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Objects;

namespace Faultline.Providers.Kubernetes.Workloads;

/// <summary>The functions on daemon sets, whose probes answer false where others fail.</summary>
internal static class DaemonSetFunctions
{
    private const string Actions = "chaosk8s.daemonset.actions";
    private const string Probes = "chaosk8s.daemonset.probes";

    private static readonly Readiness Readiness = new(ResourceType.DaemonSets, Workload.OfDaemonSet);

    public static ImmutableArray<FunctionEntry> All { get; } =
    [
        Creation.FromFile(Actions, "create_daemon_set", "Creates the daemon set of a file.", ResourceSources.Of(ResourceType.DaemonSets)),
        Deletion.Matching(
            Actions,
            "delete_daemon_set",
            "Deletes the daemon sets that a name or labels choose, and with them their pods.",
            ResourceType.DaemonSets
        ),
        Updating.ByName(
            Actions,
            "update_daemon_set",
            "Changes a part of a daemon set.",
            "daemon set",
            ResourceSources.Of(ResourceType.DaemonSets)
        ),
        Readiness.Look(
            Probes,
            "daemon_set_available_and_healthy",
            "Tells whether a daemon set is ready on all nodes that it should be on.",
            null,
            "daemon set",
            count => count.Ready == count.Desired
        ),
        Readiness.Look(
            Probes,
            "daemon_set_partially_available",
            "Tells whether a daemon set is ready on at least one node.",
            null,
            "daemon set",
            count => count.Ready >= 1
        ),
        Readiness.Wait(
            Probes,
            "daemon_set_fully_available",
            "Waits until a daemon set is ready on all nodes that it should be on.",
            null,
            "daemon set",
            fully: true
        ),
        Readiness.Wait(
            Probes,
            "daemon_set_not_fully_available",
            "Waits until a daemon set is not ready on all nodes that it should be on.",
            null,
            "daemon set",
            fully: false
        ),
    ];
}
