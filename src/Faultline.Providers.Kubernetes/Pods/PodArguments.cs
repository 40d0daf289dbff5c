using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>The arguments by which probes look at pods.</summary>
internal static class PodArguments
{
    public static Parameter<string> Selector { get; } =
        Parameter.Text("label_selector", "Which pods: a label selector, such as 'app=web'; an empty one for all of the namespace.");

    public static Parameter<string> Phase { get; } =
        Parameter.Text("phase", "The phase: Pending, Running, Succeeded, Failed or Unknown.", "Running");

    /// <summary>The pods that a selector chooses; an empty one chooses all.</summary>
    public static Task<ImmutableArray<DataObject>> ListAsync(KubernetesCall call, string selector, CancellationToken stop) =>
        call.Cluster.ListAsync(ResourceType.Pods, call.Namespace, PodSelection.Labelled(selector), stop);

    /// <summary>Warns of a phase that no pod has.</summary>
    public static ArgumentCheck CheckPhase<T>(Parameter<T> parameter)
        where T : class? =>
        arguments =>
            arguments.TryGet(parameter, out var value) && value is string phase && !PodPhase.All.Contains(phase)
                ? [arguments.Warning(parameter, $"there is no pod phase '{phase}'", Suggestion.For(phase, PodPhase.All))]
                : [];
}
