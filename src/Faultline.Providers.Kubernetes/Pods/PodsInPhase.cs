using Faultline.Abstractions.Activities;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>Passes when all chosen pods are in a phase; a pod that is being deleted counts by its phase like any other.</summary>
internal static class PodsInPhase
{
    private static readonly Parameter<bool> Raise = Parameter.Flag(
        "raise_on_invalid_phase",
        true,
        "Whether the probe fails, rather than answers false, where no pod is found or one is in another phase."
    );

    public static FunctionEntry Entry { get; } =
        FunctionEntry.Probe(
            "chaosk8s.pod.probes",
            "pods_in_phase",
            "Tells whether all pods that a label selector chooses are in a phase.",
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
                : pods.Select(PodPhase.Of).FirstOrDefault(found => found != phase) is { } other
                    ? $"pod '{selector}' is in phase '{other}' but should be '{phase}'"
                : null,
            call.Get(Raise)
        );
    }
}
