using System.Collections.Immutable;
using Faultline.Providers.Kubernetes.Exec;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>The functions on pods.</summary>
internal static class PodFunctions
{
    public static ImmutableArray<FunctionEntry> All { get; } =
    [
        PodsInPhase.Entry,
        PodsNotInPhase.Entry,
        PodsInConditions.Entry,
        PodCounts.Count,
        PodCounts.CountMin,
        PodIsNotAvailable.Entry,
        AllPodsHealthy.Entry,
        ReadPodLogs.Entry,
        ShouldBeFoundInLogs.Entry,
        TerminatePods.Entry,
        ExecInPods.Entry,
    ];
}
