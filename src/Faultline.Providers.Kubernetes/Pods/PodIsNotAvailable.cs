using Faultline.Abstractions.Activities;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>Passes when none of the chosen pods runs, also when there is none.</summary>
internal static class PodIsNotAvailable
{
    private static readonly Parameter<string> Name = Parameter.Text(
        "name",
        "What {name} in the label selector stands for; messages call the pods by it."
    );

    private static readonly Parameter<string> Selector = Parameter.Text(
        "label_selector",
        "Which pods: a label selector, in which {name} is replaced.",
        "name in ({name})"
    );

    private static readonly Parameter<bool> Raise = Parameter.Flag(
        "raise_on_is_available",
        true,
        "Whether the probe fails, rather than answers false, where a pod runs."
    );

    public static FunctionEntry Entry { get; } =
        FunctionEntry.Probe(
            "chaosk8s.pod.probes",
            "pod_is_not_available",
            "Tells whether none of the pods that a label selector chooses is running.",
            [Name, Common.Namespace, Selector, Raise],
            RunAsync
        );

    private static async Task<ActivityOutcome> RunAsync(KubernetesCall call, CancellationToken stop)
    {
        var name = call.Get(Name);
        var pods = await PodArguments.ListAsync(call, call.Get(Selector).Replace("{name}", name, StringComparison.Ordinal), stop);
        return Outcomes.Judge(pods.Any(pod => PodPhase.Of(pod) == "Running") ? $"pod '{name}' is actually running" : null, call.Get(Raise));
    }
}
