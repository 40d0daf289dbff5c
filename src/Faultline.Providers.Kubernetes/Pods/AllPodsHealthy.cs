using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

internal static class AllPodsHealthy
{
    /// <summary>Tells whether every pod of a namespace runs or has succeeded.</summary>
    /// <param name="raiseOnAnyUnhealthy">Whether the probe fails, rather than answers false, where a pod neither runs nor has succeeded.</param>
    [Probe("chaosk8s.pod.probes", Returns = "boolean")]
    [Alias("chaosk8s.probes", "all_microservices_healthy", IsDeprecated = true, Without = "raise_on_any_unhealthy")]
    public static async Task<ActivityOutcome> AllPodsHealthyAsync(
        KubernetesCall call,
        [Reads<NamespaceName>] string ns = "default",
        bool raiseOnAnyUnhealthy = true,
        CancellationToken stop = default
    )
    {
        var pods = await PodArguments.ListAsync(call, "", ns, stop);
        return Outcomes.Judge(
            pods.Any(pod => PodPhase.Of(pod) is not ("Running" or "Succeeded")) ? "the system is unhealthy" : null,
            raiseOnAnyUnhealthy
        );
    }
}
