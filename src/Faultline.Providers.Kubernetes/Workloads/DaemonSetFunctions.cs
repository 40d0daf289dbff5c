using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Objects;

namespace Faultline.Providers.Kubernetes.Workloads;

/// <summary>The functions on daemon sets, whose probes answer false where others fail.</summary>
internal static class DaemonSetFunctions
{
    private static readonly Readiness Readiness = new(ResourceType.DaemonSets, Workload.OfDaemonSet, "daemon set");
    private static readonly ResourceSource DaemonSet = ResourceSources.Of(ResourceType.DaemonSets);

    /// <summary>Creates the daemon set of a file.</summary>
    /// <param name="specPath">The file that holds the manifest: .json, .yaml or .yml.</param>
    [Action("chaosk8s.daemonset.actions", Check = nameof(CheckFile))]
    public static Task CreateDaemonSetAsync(
        KubernetesCall call,
        string specPath,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => Creation.FromFileAsync(call, DaemonSet, specPath, ns, stop);

    /// <summary>Deletes the daemon sets that a name or labels choose, and with them their pods.</summary>
    /// <param name="name">Which object: its name; where it is left out, the label selector alone decides.</param>
    /// <param name="labelSelector">Which objects: a label selector, such as 'app=web'.</param>
    /// <param name="all">Whether to act on everything where no selector is given; without it such a call is refused.</param>
    [Action("chaosk8s.daemonset.actions", Check = nameof(CheckSelectors), Returns = "null")]
    public static Task<ActivityOutcome> DeleteDaemonSetAsync(
        KubernetesCall call,
        string? name = null,
        [Reads<NamespaceName>] string ns = "default",
        string? labelSelector = null,
        bool all = false,
        CancellationToken stop = default
    ) => Deletion.MatchingAsync(call, ResourceType.DaemonSets, name, labelSelector, all, ns, stop);

    /// <summary>Changes a part of a daemon set.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="spec">The part of the manifest that is laid over the object, such as {"spec": {…}}.</param>
    [Action("chaosk8s.daemonset.actions")]
    public static Task UpdateDaemonSetAsync(
        KubernetesCall call,
        string name,
        DataObject spec,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => Updating.ByNameAsync(call, DaemonSet, "daemon set", name, spec, ns, stop);

    /// <summary>Tells whether a daemon set is ready on all nodes that it should be on.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="labelSelector">Labels that it must have besides its name, as a label selector in which {name} is replaced.</param>
    [Probe("chaosk8s.daemonset.probes", Returns = "boolean")]
    public static Task<ActivityOutcome> DaemonSetAvailableAndHealthyAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        string? labelSelector = null,
        CancellationToken stop = default
    ) => Readiness.LookAsync(call, name, ns, labelSelector, raise: false, count => count.Ready == count.Desired, stop);

    /// <summary>Tells whether a daemon set is ready on at least one node.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="labelSelector">Labels that it must have besides its name, as a label selector in which {name} is replaced.</param>
    [Probe("chaosk8s.daemonset.probes", Returns = "boolean")]
    public static Task<ActivityOutcome> DaemonSetPartiallyAvailableAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        string? labelSelector = null,
        CancellationToken stop = default
    ) => Readiness.LookAsync(call, name, ns, labelSelector, raise: false, count => count.Ready >= 1, stop);

    /// <summary>Waits until a daemon set is ready on all nodes that it should be on.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="labelSelector">Labels that it must have besides its name, as a label selector in which {name} is replaced.</param>
    /// <param name="timeout">Seconds to wait at most, by the clock on the wall.</param>
    [Probe("chaosk8s.daemonset.probes", Check = nameof(CheckTime), Returns = "boolean")]
    public static Task<ActivityOutcome> DaemonSetFullyAvailableAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        string? labelSelector = null,
        long timeout = 30,
        CancellationToken stop = default
    ) => Readiness.WaitAsync(call, name, ns, labelSelector, timeout, raise: false, fully: true, stop);

    /// <summary>Waits until a daemon set is not ready on all nodes that it should be on.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="labelSelector">Labels that it must have besides its name, as a label selector in which {name} is replaced.</param>
    /// <param name="timeout">Seconds to wait at most, by the clock on the wall.</param>
    [Probe("chaosk8s.daemonset.probes", Check = nameof(CheckTime), Returns = "boolean")]
    public static Task<ActivityOutcome> DaemonSetNotFullyAvailableAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        string? labelSelector = null,
        long timeout = 30,
        CancellationToken stop = default
    ) => Readiness.WaitAsync(call, name, ns, labelSelector, timeout, raise: false, fully: false, stop);

    internal static IEnumerable<CallProblem> CheckFile(KnownArguments arguments) => ManifestFile.Check(arguments);

    internal static IEnumerable<CallProblem> CheckSelectors(KnownArguments arguments) => Deletion.Check(arguments);

    internal static IEnumerable<CallProblem> CheckTime(KnownArguments arguments) => Waiting.Check(arguments);
}
