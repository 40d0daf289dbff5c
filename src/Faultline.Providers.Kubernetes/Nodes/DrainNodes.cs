using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
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
    private static readonly Parameter<bool> WithLocalStorage = Parameter.Flag(
        "delete_pods_with_local_storage",
        false,
        "Whether pods go that have written to the node (emptyDir), which is then lost; without it they stay, and the drain is not proven."
    );

    private static readonly Parameter<long> Timeout = Parameter.Integer(
        "timeout",
        120,
        "Seconds until all pods must be gone, by the clock on the wall."
    );

    public static FunctionEntry Entry { get; } =
        FunctionEntry.Action(
            NodeFunctions.Actions,
            "drain_nodes",
            "Keeps new pods from nodes and evicts those that are there, within what their disruption budgets allow.",
            [
                NodeSelection.Name,
                NodeSelection.Labels,
                WithLocalStorage,
                Timeout,
                NodeSelection.Count,
                NodeSelection.PodLabels,
                NodeSelection.PodNamespace,
                Common.All,
            ],
            RunAsync,
            Check
        );

    private static async Task<ActivityOutcome> RunAsync(KubernetesCall call, CancellationToken stop)
    {
        Selectors.Require(call, NodeSelection.Name, NodeSelection.Labels, NodeSelection.PodLabels, NodeSelection.Count);
        var found = await NodeSelection.FindAsync(call, call.Get(NodeSelection.Name), stop);
        var nodes = call.Get(NodeSelection.Count) is { } count
            ? Chance.Sample(found, (int)Math.Clamp(count, 0, int.MaxValue), call.Random)
            : found;
        ImmutableArray<string> names = [.. nodes.Select(Manifest.NameOf)];
        if (await ObstacleAsync(call, names, stop) is { } obstacle)
        {
            return new ActivityOutcome.Failed(obstacle);
        }

        var cordoning = Cordoning.Steps(cordoned: true);
        return await Cordoning.SetAsync(call, nodes, cordoned: true, cordoning, stop)
            ?? await EvictAsync(call, names, cordoning.Warnings, stop);
    }

    private static async Task<ActivityOutcome> EvictAsync(
        KubernetesCall call,
        ImmutableArray<string> names,
        ImmutableArray<string> warnings,
        CancellationToken stop
    )
    {
        var timeout = call.Get(Timeout);
        using var deadline = new Deadline(TimeSpan.FromSeconds(timeout), call.Cluster.Transport.Time, stop);
        var left = new List<string>();
        var local = new List<string>();
        foreach (var node in names)
        {
            // Pods may have come since the first look; from here on none do.
            var pods = await PodsAsync(call, node, stop);
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

    private static async Task<string?> ObstacleAsync(KubernetesCall call, ImmutableArray<string> nodes, CancellationToken stop)
    {
        var obstacles = new List<string>();
        foreach (var node in nodes)
        {
            if (Unmanaged(node, await PodsAsync(call, node, stop)) is { } obstacle)
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

    private static async Task<NodePods> PodsAsync(KubernetesCall call, string node, CancellationToken stop) =>
        NodePods.Of(
            await call.Cluster.ListAsync(ResourceType.Pods, null, new ListOptions { FieldSelector = "spec.nodeName=" + node }, stop),
            call.Get(WithLocalStorage)
        );

    private static IEnumerable<CallProblem> Check(CheckedArguments arguments)
    {
        var limits = Selectors.Check(NodeSelection.Name, NodeSelection.Labels, NodeSelection.PodLabels, NodeSelection.Count);
        foreach (var problem in limits(arguments).Concat(NodeSelection.Check(arguments)))
        {
            yield return problem;
        }

        if (arguments.TryGet(Timeout, out var timeout) && timeout is < 0 or > 86_400)
        {
            yield return arguments.Error(Timeout, $"nobody can wait for {timeout} seconds", "give 0 to 86400");
        }
    }
}
