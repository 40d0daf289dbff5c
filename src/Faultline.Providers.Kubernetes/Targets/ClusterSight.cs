using System.Collections.Concurrent;
using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Targets;

/// <summary>What one plan has seen of one cluster: everything is asked for once, and through the gate that lets only questions pass.</summary>
/// <param name="client">Asks the cluster.</param>
/// <param name="world">The cluster as the calls so far would leave it.</param>
/// <param name="asksRights">Whether rights are asked for.</param>
internal sealed class ClusterSight(KubernetesClient client, PlannedWorld world, bool asksRights)
{
    private static readonly ResourceType Budgets = new("policy", "v1", "poddisruptionbudgets", "disruption budget", "PodDisruptionBudget");

    private readonly ConcurrentDictionary<string, Task<ImmutableArray<DataObject>>> _lists = new(StringComparer.Ordinal);

    /// <summary>The cluster as the calls so far would leave it.</summary>
    public PlannedWorld World => world;

    public bool AsksRights => asksRights;

    public Reviews Reviews { get; } = new(client);

    public string Server => client.Access.Server;

    public Task<ImmutableArray<DataObject>> PodsAsync(string? ns, CancellationToken stop) => ListAsync(ResourceType.Pods, ns, stop);

    public Task<ImmutableArray<DataObject>> NodesAsync(CancellationToken stop) => ListAsync(ResourceType.Nodes, null, stop);

    public Task<ImmutableArray<DataObject>> BudgetsAsync(string ns, CancellationToken stop) => ListAsync(Budgets, ns, stop);

    /// <summary>One object; null where there is none.</summary>
    public Task<DataObject?> FindAsync(ResourceType type, string? ns, string name, CancellationToken stop) =>
        client.FindAsync(type, ns, name, stop);

    private Task<ImmutableArray<DataObject>> ListAsync(ResourceType type, string? ns, CancellationToken stop) =>
        _lists.GetOrAdd(type.PathIn(ns), _ => client.ListAsync(type, ns, new ListOptions(), stop));
}
