using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Objects;

namespace Faultline.Providers.Kubernetes.Workloads;

/// <summary>The functions on stateful sets, which messages call microservices, as the reference does.</summary>
internal static class StatefulSetFunctions
{
    private static readonly Readiness Readiness = new(ResourceType.StatefulSets, Workload.Of, "microservice");
    private static readonly ResourceSource StatefulSet = ResourceSources.Of(ResourceType.StatefulSets);

    /// <summary>Creates the stateful set of a file.</summary>
    /// <param name="specPath">The file that holds the manifest: .json, .yaml or .yml.</param>
    [Action("chaosk8s.statefulset.actions", Check = nameof(CheckFile))]
    public static Task CreateStatefulsetAsync(
        KubernetesCall call,
        string specPath,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => Creation.FromFileAsync(call, StatefulSet, specPath, ns, stop);

    /// <summary>Changes how many replicas a stateful set has.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="replicas">How many replicas there are to be.</param>
    [Action("chaosk8s.statefulset.actions", Check = nameof(CheckReplicas))]
    public static Task ScaleStatefulsetAsync(
        KubernetesCall call,
        string name,
        long replicas,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => Scaling.ScaleAsync(call, ResourceType.StatefulSets, name, replicas, ns, stop);

    /// <summary>Deletes the stateful sets that a name or labels choose, and with them their pods.</summary>
    /// <param name="name">Which object: its name; where it is left out, the label selector alone decides.</param>
    /// <param name="labelSelector">Which objects: a label selector, such as 'app=web'.</param>
    /// <param name="all">Whether to act on everything where no selector is given; without it such a call is refused.</param>
    [Action("chaosk8s.statefulset.actions", Check = nameof(CheckSelectors), Returns = "null")]
    public static Task<ActivityOutcome> RemoveStatefulsetAsync(
        KubernetesCall call,
        string? name = null,
        [Reads<NamespaceName>] string ns = "default",
        string? labelSelector = null,
        bool all = false,
        CancellationToken stop = default
    ) => Deletion.MatchingAsync(call, ResourceType.StatefulSets, name, labelSelector, all, ns, stop);

    /// <summary>Waits until all replicas of a stateful set are ready.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="labelSelector">Labels that it must have besides its name, as a label selector in which {name} is replaced.</param>
    /// <param name="timeout">Seconds to wait at most, by the clock on the wall.</param>
    /// <param name="raiseOnNotFullyAvailable">Whether the probe fails, rather than answers false, where they are not in time.</param>
    [Probe("chaosk8s.statefulset.probes", Check = nameof(CheckTime), Returns = "boolean")]
    public static Task<ActivityOutcome> StatefulsetFullyAvailableAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        string? labelSelector = null,
        long timeout = 30,
        bool raiseOnNotFullyAvailable = true,
        CancellationToken stop = default
    ) => Readiness.WaitAsync(call, name, ns, labelSelector, timeout, raiseOnNotFullyAvailable, fully: true, stop);

    /// <summary>Waits until not all replicas of a stateful set are ready.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="labelSelector">Labels that it must have besides its name, as a label selector in which {name} is replaced.</param>
    /// <param name="timeout">Seconds to wait at most, by the clock on the wall.</param>
    /// <param name="raiseOnFullyAvailable">Whether the probe fails, rather than answers false, where they stay so all the time.</param>
    [Probe("chaosk8s.statefulset.probes", Check = nameof(CheckTime), Returns = "boolean")]
    public static Task<ActivityOutcome> StatefulsetNotFullyAvailableAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        string? labelSelector = null,
        long timeout = 30,
        bool raiseOnFullyAvailable = true,
        CancellationToken stop = default
    ) => Readiness.WaitAsync(call, name, ns, labelSelector, timeout, raiseOnFullyAvailable, fully: false, stop);

    internal static IEnumerable<CallProblem> CheckFile(KnownArguments arguments) => ManifestFile.Check(arguments);

    internal static IEnumerable<CallProblem> CheckSelectors(KnownArguments arguments) => Deletion.Check(arguments);

    internal static IEnumerable<CallProblem> CheckReplicas(KnownArguments arguments) => Scaling.Check(arguments);

    internal static IEnumerable<CallProblem> CheckTime(KnownArguments arguments) => Waiting.Check(arguments);
}
