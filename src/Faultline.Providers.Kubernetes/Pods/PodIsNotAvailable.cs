using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>Passes when none of the chosen pods runs, also when there is none.</summary>
internal static class PodIsNotAvailable
{
    /// <summary>Tells whether none of the pods that a label selector chooses is running.</summary>
    /// <param name="name">What {name} in the label selector stands for; messages call the pods by it.</param>
    /// <param name="labelSelector">Which pods: a label selector, in which {name} is replaced.</param>
    /// <param name="raiseOnIsAvailable">Whether the probe fails, rather than answers false, where a pod runs.</param>
    [Probe("chaosk8s.pod.probes", Returns = "boolean")]
    [Alias("chaosk8s.probes", "microservice_is_not_available", IsDeprecated = true, Without = "raise_on_is_available")]
    public static async Task<ActivityOutcome> PodIsNotAvailableAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        string labelSelector = "name in ({name})",
        bool raiseOnIsAvailable = true,
        CancellationToken stop = default
    )
    {
        var pods = await PodArguments.ListAsync(call, labelSelector.Replace("{name}", name, StringComparison.Ordinal), ns, stop);
        return Outcomes.Judge(
            pods.Any(pod => PodPhase.Of(pod) == "Running") ? $"pod '{name}' is actually running" : null,
            raiseOnIsAvailable
        );
    }
}
