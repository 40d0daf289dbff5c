using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>Passes when all chosen pods are in a phase; a pod that is being deleted counts by its phase like any other.</summary>
internal static class PodsInPhase
{
    /// <summary>Tells whether all pods that a label selector chooses are in a phase.</summary>
    /// <param name="labelSelector">Which pods: a label selector, such as 'app=web'; an empty one, or null, for all of the namespace.</param>
    /// <param name="phase">The phase: Pending, Running, Succeeded, Failed or Unknown.</param>
    /// <param name="raiseOnInvalidPhase">Whether the probe fails, rather than answers false, where no pod is found or one is in another phase.</param>
    [Probe("chaosk8s.pod.probes", Name = "pods_in_phase", Check = nameof(Check), Returns = "boolean")]
    public static async Task<ActivityOutcome> PodsAreInPhaseAsync(
        KubernetesCall call,
        string? labelSelector,
        string phase = "Running",
        [Reads<NamespaceName>] string ns = "default",
        bool raiseOnInvalidPhase = true,
        CancellationToken stop = default
    )
    {
        var pods = await PodArguments.ListAsync(call, labelSelector, ns, stop);
        return Outcomes.Judge(
            pods.IsEmpty ? $"no pods '{labelSelector}' were found"
                : pods.Select(PodPhase.Of).FirstOrDefault(found => found != phase) is { } other
                    ? $"pod '{labelSelector}' is in phase '{other}' but should be '{phase}'"
                : null,
            raiseOnInvalidPhase
        );
    }

    internal static IEnumerable<CallProblem> Check(KnownArguments arguments) => PodArguments.CheckPhase(arguments);
}
