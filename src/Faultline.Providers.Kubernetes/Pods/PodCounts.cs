using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>How many pods there are.</summary>
internal static class PodCounts
{
    /// <summary>Counts the pods that a label selector chooses.</summary>
    /// <param name="labelSelector">Which pods: a label selector, such as 'app=web'; an empty one, or null, for all of the namespace.</param>
    /// <param name="phase">Count only the pods in this phase; left out, those in any.</param>
    [Probe("chaosk8s.pod.probes", Check = nameof(CheckPhase))]
    public static Task<long> CountPodsAsync(
        KubernetesCall call,
        string? labelSelector,
        string? phase = null,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => CountAsync(call, labelSelector, phase, ns, stop);

    /// <summary>Tells whether there are at least so many of the pods that a label selector chooses.</summary>
    /// <param name="labelSelector">Which pods: a label selector, such as 'app=web'; an empty one, or null, for all of the namespace.</param>
    /// <param name="phase">The phase: Pending, Running, Succeeded, Failed or Unknown.</param>
    /// <param name="minCount">How many pods there must be at least.</param>
    [Probe("chaosk8s.pod.probes", Check = nameof(CheckPhase))]
    public static async Task<bool> CountMinPodsAsync(
        KubernetesCall call,
        string? labelSelector,
        string phase = "Running",
        long minCount = 2,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => await CountAsync(call, labelSelector, phase, ns, stop) >= minCount;

    internal static IEnumerable<CallProblem> CheckPhase(KnownArguments arguments) => PodArguments.CheckPhase(arguments);

    private static async Task<long> CountAsync(KubernetesCall call, string? selector, string? phase, string ns, CancellationToken stop) =>
        (await PodArguments.ListAsync(call, selector, ns, stop)).Count(pod => string.IsNullOrEmpty(phase) || PodPhase.Of(pod) == phase);
}
