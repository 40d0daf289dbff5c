using Faultline.Abstractions.Activities;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>Passes when there are pods and none of them is in a phase.</summary>
internal static class PodsNotInPhase
{
    private static readonly Parameter<bool> Raise = Parameter.Flag(
        "raise_on_in_phase",
        true,
        "Whether the probe fails, rather than answers false, where no pod is found or one is in the phase."
    );

    public static FunctionEntry Entry { get; } =
        FunctionEntry.Probe(
            "chaosk8s.pod.probes",
            "pods_not_in_phase",
            "Tells whether none of the pods that a label selector chooses is in a phase; there must be some.",
            [PodArguments.Selector, PodArguments.Phase, Common.Namespace, Raise],
            RunAsync,
            PodArguments.CheckPhase(PodArguments.Phase)
        );

    private static async Task<ActivityOutcome> RunAsync(KubernetesCall call, CancellationToken stop)
    {
        var (selector, phase) = (call.Get(PodArguments.Selector), call.Get(PodArguments.Phase));
        var pods = await PodArguments.ListAsync(call, selector, stop);
        return Outcomes.Judge(
            pods.IsEmpty ? $"no pods '{selector}' were found"
                : pods.Any(pod => PodPhase.Of(pod) == phase) ? $"pod '{selector}' should not be in phase '{phase}'"
                : null,
            call.Get(Raise)
        );
    }
}
