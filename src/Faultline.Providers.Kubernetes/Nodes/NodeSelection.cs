using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Nodes;

/// <summary>Which nodes a function is for: those with a name, with labels, and, where asked for, with certain pods on them.</summary>
internal static class NodeSelection
{
    private const string OnlyOne = "pod_label_selector and pod_namespace are given only together";

    public static Parameter<string?> Labels { get; } =
        Parameter.OptionalText("label_selector", "Which nodes: a label selector, such as 'pool=spot'.");

    public static Parameter<string?> Name { get; } = Parameter.OptionalText("name", "Which node: its name.");

    public static Parameter<string?> PodLabels { get; } =
        Parameter.OptionalText("pod_label_selector", "Only nodes that host a pod with these labels in pod_namespace.");

    public static Parameter<string?> PodNamespace { get; } =
        Parameter.OptionalText("pod_namespace", "The namespace of the pods of pod_label_selector.");

    public static Parameter<long?> Count { get; } =
        Parameter.OptionalInteger("count", "How many of the nodes, chosen by chance; more than there are means all of them.");

    /// <summary>The nodes, each of them once.</summary>
    /// <exception cref="KubernetesException">There is none.</exception>
    public static async Task<ImmutableArray<DataObject>> FindAsync(KubernetesCall call, string? name, CancellationToken stop)
    {
        var (podLabels, podNamespace) = (call.Get(PodLabels), call.Get(PodNamespace));
        if (string.IsNullOrEmpty(podLabels) != string.IsNullOrEmpty(podNamespace))
        {
            throw new KubernetesException($"{OnlyOne}: give both, or none.");
        }

        var nodes = await call.Cluster.ListAsync(ResourceType.Nodes, null, ListOptions.By(name, call.Get(Labels)), stop);
        if (!string.IsNullOrEmpty(podLabels))
        {
            var pods = await call.Cluster.ListAsync(ResourceType.Pods, podNamespace, ListOptions.By(null, podLabels), stop);
            var hosts = pods.Select(pod => (pod["spec"] as DataObject)?.Text("nodeName")).ToHashSet(StringComparer.Ordinal);
            nodes = [.. nodes.Where(node => hosts.Contains(Manifest.NameOf(node)))];
        }

        return nodes.IsEmpty ? throw new KubernetesException("failed to find a node that matches selector") : nodes;
    }

    /// <summary>What is wrong with the arguments, as far as it is known before the run.</summary>
    public static IEnumerable<CallProblem> Check(CheckedArguments arguments)
    {
        var (labels, ns) = (
            arguments.IsOpen(PodLabels) || Selectors.IsGiven(arguments.Value(PodLabels)),
            arguments.IsOpen(PodNamespace) || Selectors.IsGiven(arguments.Value(PodNamespace))
        );
        if (labels != ns)
        {
            yield return arguments.Error(labels ? PodLabels : PodNamespace, OnlyOne, "give both, or none");
        }

        if (arguments.TryGet(Count, out var count) && count < 1)
        {
            yield return arguments.Error(Count, $"a count of {count} chooses no node", "give 1 or more, or leave it out");
        }
    }
}
