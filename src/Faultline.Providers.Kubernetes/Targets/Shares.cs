using Faultline.Abstractions.Data;
using Faultline.Abstractions.Planning;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Targets;

/// <summary>How much of what does the same work is hit.</summary>
internal static class Shares
{
    /// <summary>Of what the pods belong to, the share that the hit ones are.</summary>
    /// <param name="hit">The pods, each with its namespace.</param>
    /// <param name="most">How many of them are hit at most, where chance decides; null for all.</param>
    /// <param name="sight">To look at the others.</param>
    /// <param name="stop">Asks to end now.</param>
    public static async Task<IEnumerable<TargetShare>> OfPodsAsync(
        IReadOnlyCollection<DataObject> hit,
        int? most,
        ClusterSight sight,
        CancellationToken stop
    )
    {
        var shares = new List<TargetShare>();
        foreach (var group in hit.GroupBy(pod => (Namespace: PodFacts.NamespaceOf(pod), Owner: PodFacts.OwnerOf(pod))))
        {
            var (ns, owner) = group.Key;
            var names = group.Select(PodFacts.Key).ToHashSet(StringComparer.Ordinal);
            if (owner is null)
            {
                shares.AddRange(group.Select(pod => Alone(pod, ns)));
                continue;
            }

            var all = (await sight.PodsAsync(ns, stop)).Where(pod => PodFacts.OwnerOf(pod) == owner && !PodFacts.IsOver(pod)).ToList();
            var count = Math.Min(names.Count, most ?? int.MaxValue);
            shares.Add(
                new TargetShare(Words(owner.Kind, owner.Name, ns), "pods", count, Math.Max(all.Count, count), all.Count(PodFacts.IsReady))
            );
        }

        return shares;
    }

    /// <summary>Of all nodes, the share that the hit ones are.</summary>
    public static async Task<TargetShare> OfNodesAsync(int hit, ClusterSight sight, CancellationToken stop)
    {
        var all = await sight.NodesAsync(stop);
        return new TargetShare("the cluster", "nodes", hit, Math.Max(hit, all.Length), all.Count(PodFacts.IsReadyNode));
    }

    /// <summary>Of something with replicas that loses some of them, or all with itself; null where it loses none.</summary>
    /// <param name="target">What it is.</param>
    /// <param name="item">It as it is.</param>
    /// <param name="change">What happens to it.</param>
    public static TargetShare? OfReplicas(PlannedTarget target, DataObject item, RehearsedChange change)
    {
        var status = item["status"] as DataObject;
        var (total, ready) = target.Kind switch
        {
            "daemon set" => (Number(status, "desiredNumberScheduled") ?? 0, Number(status, "numberReady") ?? 0),
            "deployment" or "stateful set" or "replica set" => (ChangeWords.Replicas(item) ?? 1, Number(status, "readyReplicas") ?? 0),
            _ => (0L, 0L),
        };
        var patch = change.Request?.Body as DataObject;
        var left =
            change.Change.Verb == "delete" || ChangeWords.Restarts(patch) ? 0
            : ChangeWords.Replicas(patch) is { } after ? Math.Min(after, total)
            : total;
        return total == left
            ? null
            : new TargetShare(Words(target.Kind, target.Name, target.Namespace), "replicas", (int)(total - left), (int)total, (int)ready);
    }

    /// <summary>Of everything in a namespace, or behind a service, that goes with it.</summary>
    public static TargetShare? OfPodsWithin(PlannedTarget target, IReadOnlyCollection<DataObject> pods) =>
        pods.Count == 0
            ? null
            : new TargetShare(
                Words(target.Kind, target.Name, target.Namespace),
                "pods",
                pods.Count,
                pods.Count,
                pods.Count(PodFacts.IsReady)
            );

    /// <summary>Something in a sentence.</summary>
    public static string Words(string kind, string name, string? ns) => $"{kind} '{name}'" + (ns is null ? "" : $" in namespace '{ns}'");

    private static TargetShare Alone(DataObject pod, string? ns) =>
        new(Words(ResourceType.Pods.Singular, Changes.Manifest.NameOf(pod), ns), "pods", 1, 1, PodFacts.IsReady(pod) ? 1 : 0);

    private static long? Number(DataObject? status, string key) =>
        status?[key] is DataNumber { IsInteger: true } number && number.ToDouble() is >= 0 and <= int.MaxValue and var value
            ? (long)value
            : null;
}
