using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Suggestion = Faultline.Providers.Kubernetes.Functions.Suggestion;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>The arguments by which probes look at pods.</summary>
internal static class PodArguments
{
    /// <summary>The pods that a selector chooses; an empty one, or none, chooses all.</summary>
    public static Task<ImmutableArray<DataObject>> ListAsync(KubernetesCall call, string? selector, string ns, CancellationToken stop) =>
        call.Cluster.ListAsync(ResourceType.Pods, ns, PodSelection.Labelled(selector), stop);

    /// <summary>Warns of a phase that no pod has.</summary>
    public static IEnumerable<CallProblem> CheckPhase(KnownArguments arguments) =>
        arguments.TryGet("phase", out string? phase) && phase is not null && !PodPhase.All.Contains(phase)
            ? [arguments.Warning("phase", $"there is no pod phase '{phase}'", Suggestion.For(phase, PodPhase.All))]
            : [];
}
