using System.Collections.Immutable;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Nodes;

/// <summary>The functions on nodes.</summary>
internal static class NodeFunctions
{
    public const string Actions = "chaosk8s.node.actions";

    public static ImmutableArray<FunctionEntry> All { get; } =
    [CreateNode.Entry, DeleteNodes.Entry, Cordoning.Cordon, Cordoning.Uncordon, DrainNodes.Entry, .. NodeProbes.All];
}
