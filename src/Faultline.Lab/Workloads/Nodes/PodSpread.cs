using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Nodes;

/// <summary>Which pods must not be together: required pod anti-affinity.</summary>
internal static class PodSpread
{
    /// <summary>Whether a pod on a node would be in the same place as one that it keeps away from.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="node">Where it would go.</param>
    /// <param name="nodes">All nodes by name.</param>
    /// <param name="pods">All pods that have a node.</param>
    public static bool IsCrowded(DataObject pod, DataObject node, Dictionary<string, DataObject> nodes, IEnumerable<DataObject> pods)
    {
        var terms = pod.ItemsAt("spec", "affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution");
        return terms.Count > 0 && terms.Any(term => IsCrowded(term, pod, node, nodes, pods));
    }

    private static bool IsCrowded(
        DataNode term,
        DataObject pod,
        DataObject node,
        Dictionary<string, DataObject> nodes,
        IEnumerable<DataObject> pods
    )
    {
        var key = term.TextAt("topologyKey") ?? "";
        if (!node.Labels().TryGetValue(key, out var place))
        {
            return false;
        }

        var selector = LabelSelector.Of(term.At("labelSelector"));
        string[] namespaces = term.ItemsAt("namespaces").Count > 0 ? [.. term.WordsAt("namespaces")] : [pod.Namespace()];
        return pods.Any(other =>
            PodStatus.IsActive(other)
            && namespaces.Contains(other.Namespace())
            && selector.Matches(other.Labels())
            && nodes.TryGetValue(other.TextAt("spec", "nodeName") ?? "", out var home)
            && home.Labels().GetValueOrDefault(key) == place
        );
    }
}
