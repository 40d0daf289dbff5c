using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>Passes when there are pods and none of them is in a phase.</summary>
internal static class PodsNotInPhase
{
    /// <summary>Tells whether none of the pods that a label selector chooses is in a phase; there must be some.</summary>
    /// <param name="labelSelector">Which pods: a label selector, such as 'app=web'; an empty one, or null, for all of the namespace.</param>
    /// <param name="phase">The phase: Pending, Running, Succeeded, Failed or Unknown.</param>
    /// <param name="raiseOnInPhase">Whether the probe fails, rather than answers false, where no pod is found or one is in the phase.</param>
    [Probe("chaosk8s.pod.probes", Name = "pods_not_in_phase", Check = nameof(Check), Returns = "boolean")]
    public static async Task<ActivityOutcome> PodsAreNotInPhaseAsync(
        KubernetesCall call,
        string? labelSelector,
        string phase = "Running",
        [Reads<NamespaceName>] string ns = "default",
        bool raiseOnInPhase = true,
        CancellationToken stop = default
    )
    {
        var pods = await PodArguments.ListAsync(call, labelSelector, ns, stop);
        return Outcomes.Judge(
            pods.IsEmpty ? $"no pods '{labelSelector}' were found"
                : pods.Any(pod => PodPhase.Of(pod) == phase) ? $"pod '{labelSelector}' should not be in phase '{phase}'"
                : null,
            raiseOnInPhase
        );
    }

    internal static IEnumerable<CallProblem> Check(KnownArguments arguments) => PodArguments.CheckPhase(arguments);
}
