using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Nodes;

/// <summary>Which nodes a function is for: those with a name, with labels, and, where asked for, with certain pods on them.</summary>
internal sealed record NodeSelection
{
    private const string OnlyOne = "pod_label_selector and pod_namespace are given only together";

    public string? Name { get; init; }

    public string? Labels { get; init; }

    public string? PodLabels { get; init; }

    public string? PodNamespace { get; init; }

    /// <summary>The nodes, each of them once.</summary>
    /// <exception cref="KubernetesException">There is none.</exception>
    public async Task<ImmutableArray<DataObject>> FindAsync(KubernetesCall call, CancellationToken stop)
    {
        if (string.IsNullOrEmpty(PodLabels) != string.IsNullOrEmpty(PodNamespace))
        {
            throw new KubernetesException($"{OnlyOne}: give both, or none.");
        }

        var nodes = await call.Cluster.ListAsync(ResourceType.Nodes, null, ListOptions.By(Name, Labels), stop);
        if (!string.IsNullOrEmpty(PodLabels))
        {
            var pods = await call.Cluster.ListAsync(ResourceType.Pods, PodNamespace, ListOptions.By(null, PodLabels), stop);
            var hosts = pods.Select(pod => (pod["spec"] as DataObject)?.Text("nodeName")).ToHashSet(StringComparer.Ordinal);
            nodes = [.. nodes.Where(node => hosts.Contains(Manifest.NameOf(node)))];
        }

        return nodes.IsEmpty ? throw new KubernetesException("failed to find a node that matches selector") : nodes;
    }

    /// <summary>What is wrong with the arguments, as far as it is known before the run.</summary>
    public static IEnumerable<CallProblem> Check(KnownArguments arguments)
    {
        var (labels, ns) = (IsGiven("pod_label_selector"), IsGiven("pod_namespace"));
        if (labels != ns)
        {
            yield return arguments.Error(labels ? "pod_label_selector" : "pod_namespace", OnlyOne, "give both, or none");
        }

        if (arguments.Has("count") && arguments.TryGet("count", out long count) && count < 1)
        {
            yield return arguments.Error("count", $"a count of {count} chooses no node", "give 1 or more, or leave it out");
        }

        bool IsGiven(string name) => arguments.IsOpen(name) || Selectors.IsGiven(arguments.Value(name));
    }
}
