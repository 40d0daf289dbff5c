using Faultline.Abstractions.Activities;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>Passes when all chosen pods are in a phase; a pod that is being deleted counts by its phase like any other.</summary>
internal sealed class PodsInPhase(KubernetesClients clients)
    : KubernetesFunction(
        clients,
        "chaosk8s.pod.probes",
        "pods_in_phase",
        ActivityKind.Probe,
        "Tells whether all pods that a label selector chooses are in a phase.",
        Selector,
        Phase,
        Common.Namespace,
        Raise
    )
{
    private static readonly Parameter<string> Selector = Parameter.Text(
        "label_selector",
        "Which pods: a label selector, such as 'app=web'."
    );

    private static readonly Parameter<string> Phase = Parameter.Text(
        "phase",
        "The phase: Pending, Running, Succeeded, Failed or Unknown.",
        "Running"
    );

    private static readonly Parameter<bool> Raise = Parameter.Flag(
        "raise_on_invalid_phase",
        true,
        "Whether the probe fails, rather than answers false, where no pod is found or one is in another phase."
    );

    protected override async Task<ActivityOutcome> RunAsync(KubernetesCall call, CancellationToken stop)
    {
        var (selector, phase) = (call.Get(Selector), call.Get(Phase));
        var pods = await call.Cluster.ListAsync(ResourceType.Pods, call.Namespace, PodSelection.Labelled(selector), stop);
        var message =
            pods.IsEmpty ? $"no pods '{selector}' were found"
            : pods.Select(PodPhase.Of).FirstOrDefault(found => found != phase) is { } other
                ? $"pod '{selector}' is in phase '{other}' but should be '{phase}'"
            : null;
        return message is not null && call.Get(Raise)
            ? new ActivityOutcome.Failed(message)
            : new ActivityOutcome.Succeeded(message is null);
    }

    protected override IEnumerable<CallProblem> CheckValues(CheckedArguments arguments)
    {
        if (arguments.TryGet(Phase, out var phase) && !PodPhase.All.Contains(phase))
        {
            yield return arguments.Warning(Phase, $"there is no pod phase '{phase}'", Suggestion.For(phase, PodPhase.All));
        }
    }
}
