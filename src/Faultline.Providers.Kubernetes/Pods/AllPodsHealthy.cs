using Faultline.Abstractions.Activities;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>Passes when every pod of a namespace runs or has succeeded.</summary>
internal static class AllPodsHealthy
{
    private static readonly Parameter<bool> Raise = Parameter.Flag(
        "raise_on_any_unhealthy",
        true,
        "Whether the probe fails, rather than answers false, where a pod neither runs nor has succeeded."
    );

    public static FunctionEntry Entry { get; } =
        FunctionEntry.Probe(
            "chaosk8s.pod.probes",
            "all_pods_healthy",
            "Tells whether every pod of a namespace runs or has succeeded.",
            [Common.Namespace, Raise],
            RunAsync
        );

    private static async Task<ActivityOutcome> RunAsync(KubernetesCall call, CancellationToken stop)
    {
        var pods = await PodArguments.ListAsync(call, "", stop);
        return Outcomes.Judge(
            pods.Any(pod => PodPhase.Of(pod) is not ("Running" or "Succeeded")) ? "the system is unhealthy" : null,
            call.Get(Raise)
        );
    }
}
