using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>How many pods there are.</summary>
internal static class PodCounts
{
    private static readonly Parameter<string?> AnyPhase = Parameter.OptionalText(
        "phase",
        "Count only the pods in this phase; left out, those in any."
    );

    private static readonly Parameter<long> Minimum = Parameter.Integer("min_count", 2, "How many pods there must be at least.");

    public static FunctionEntry Count { get; } =
        FunctionEntry.Probe(
            "chaosk8s.pod.probes",
            "count_pods",
            "Counts the pods that a label selector chooses.",
            [PodArguments.Selector, AnyPhase, Common.Namespace],
            async (call, stop) => Outcomes.Of(await CountAsync(call, call.Get(AnyPhase), stop)),
            PodArguments.CheckPhase(AnyPhase)
        );

    public static FunctionEntry CountMin { get; } =
        FunctionEntry.Probe(
            "chaosk8s.pod.probes",
            "count_min_pods",
            "Tells whether there are at least so many of the pods that a label selector chooses.",
            [PodArguments.Selector, PodArguments.Phase, Minimum, Common.Namespace],
            async (call, stop) => Outcomes.Of(await CountAsync(call, call.Get(PodArguments.Phase), stop) >= call.Get(Minimum)),
            PodArguments.CheckPhase(PodArguments.Phase)
        );

    private static async Task<long> CountAsync(KubernetesCall call, string? phase, CancellationToken stop) =>
        (await PodArguments.ListAsync(call, call.Get(PodArguments.Selector), stop)).Count(pod =>
            string.IsNullOrEmpty(phase) || PodPhase.Of(pod) == phase
        );
}
