using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Nodes;

/// <summary>
/// Keeps new pods from nodes and evicts those that are there, as 'kubectl drain --ignore-daemonsets' does. What forbids it is found
/// out before anything is changed.
/// </summary>
internal static class DrainNodes
{
    /// <summary>Keeps new pods from nodes and evicts those that are there, within what their disruption budgets allow.</summary>
    /// <param name="name">Which node: its name.</param>
    /// <param name="labelSelector">Which nodes: a label selector, such as 'pool=spot'.</param>
    /// <param name="deletePodsWithLocalStorage">Whether pods go that have written to the node (emptyDir), which is then lost; without it they stay, and the drain is not proven.</param>
    /// <param name="timeout">Seconds until all pods must be gone, by the clock on the wall.</param>
    /// <param name="count">How many of the nodes, chosen by chance; more than there are means all of them.</param>
    /// <param name="podLabelSelector">Only nodes that host a pod with these labels in pod_namespace.</param>
    /// <param name="podNamespace">The namespace of the pods of pod_label_selector.</param>
    /// <param name="all">Whether to act on everything where no selector is given; without it such a call is refused.</param>
    /// <returns>The names of the nodes that were drained.</returns>
    [Action("chaosk8s.node.actions", Name = "drain_nodes", Check = nameof(Check), Returns = "list")]
    public static async Task<ActivityOutcome> DrainAsync(
        KubernetesCall call,
        string? name = null,
        string? labelSelector = null,
        bool deletePodsWithLocalStorage = false,
        long timeout = 120,
        long? count = null,
        string? podLabelSelector = null,
        string? podNamespace = null,
        bool all = false,
        CancellationToken stop = default
    )
    {
        Selectors.Require(call, all, "name", "label_selector", "pod_label_selector", "count");
        var selection = new NodeSelection
        {
            Name = name,
            Labels = labelSelector,
            PodLabels = podLabelSelector,
            PodNamespace = podNamespace,
        };
        var found = await selection.FindAsync(call, stop);
        var nodes = count is { } some ? Chance.Sample(found, (int)Math.Clamp(some, 0, int.MaxValue), call.Random) : found;
        ImmutableArray<string> names = [.. nodes.Select(Manifest.NameOf)];
        if (await ObstacleAsync(call, names, deletePodsWithLocalStorage, stop) is { } obstacle)
        {
            return new ActivityOutcome.Failed(obstacle);
        }

        var cordoning = Cordoning.Steps(cordoned: true);
        return await Cordoning.SetAsync(call, nodes, cordoned: true, cordoning, stop)
            ?? await EvictAsync(call, names, deletePodsWithLocalStorage, timeout, cordoning.Warnings, stop);
    }

    private static async Task<ActivityOutcome> EvictAsync(
        KubernetesCall call,
        ImmutableArray<string> names,
        bool withLocalStorage,
        long timeout,
        ImmutableArray<string> warnings,
        CancellationToken stop
    )
    {
        using var deadline = new Deadline(TimeSpan.FromSeconds(timeout), call.Cluster.Transport.Time, stop);
        var left = new List<string>();
        var local = new List<string>();
        foreach (var node in names)
        {
            // Pods may have come since the first look; from here on none do.
            var pods = await PodsAsync(call, node, withLocalStorage, stop);
            if (Unmanaged(node, pods) is { } obstacle)
            {
                return new ActivityOutcome.Failed(obstacle) { Warnings = warnings };
            }

            left.AddRange(await new Eviction(call, deadline).RunAsync(node, pods.ToEvict, stop));
            local.AddRange(pods.Local.Select(pod => $"'{Manifest.NameOf(pod)}' on node '{node}'"));
        }

        return left.Count > 0
            ? new ActivityOutcome.Failed(
                $"Draining nodes did not completed within {timeout}s. Remaining pods are:\n{string.Join('\n', left)}"
            )
            {
                Warnings = warnings,
            }
            : new ActivityOutcome.Succeeded(Outcomes.Names(names))
            {
                Warnings = warnings,
                Unproven =
                    names.IsEmpty ? "no node was drained: count is 0"
                    : local.Count == 0 || call.HasTolerance ? null
                    : $"pods with local storage were left where they are: {string.Join(", ", local)}; "
                        + "delete_pods_with_local_storage: true evicts them too",
            };
    }

    private static async Task<string?> ObstacleAsync(
        KubernetesCall call,
        ImmutableArray<string> nodes,
        bool withLocalStorage,
        CancellationToken stop
    )
    {
        var obstacles = new List<string>();
        foreach (var node in nodes)
        {
            if (Unmanaged(node, await PodsAsync(call, node, withLocalStorage, stop)) is { } obstacle)
            {
                obstacles.Add(obstacle);
            }
        }

        return obstacles.Count == 0 ? null : string.Join('\n', obstacles);
    }

    private static string? Unmanaged(string node, NodePods pods) =>
        pods.Unmanaged.IsEmpty
            ? null
            : string.Join(
                '\n',
                pods.Unmanaged.Select(pod =>
                    $"Pod '{Manifest.NameOf(pod)}' on node '{node}' is unmanaged, cannot drain this node. Delete it manually first?"
                )
            );

    private static async Task<NodePods> PodsAsync(KubernetesCall call, string node, bool withLocalStorage, CancellationToken stop) =>
        NodePods.Of(
            await call.Cluster.ListAsync(ResourceType.Pods, null, new ListOptions { FieldSelector = "spec.nodeName=" + node }, stop),
            withLocalStorage
        );

    internal static IEnumerable<CallProblem> Check(KnownArguments arguments) =>
        Selectors
            .Check(arguments, "name", "label_selector", "pod_label_selector", "count")
            .Concat(NodeSelection.Check(arguments))
            .Concat(Waiting.Check(arguments));
}
