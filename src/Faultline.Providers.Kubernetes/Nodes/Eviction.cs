using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Nodes;

/// <summary>
/// Evicts pods and waits until they are gone. A pod whose disruption budget does not allow it now (429) is asked to go again, after
/// the wait that the server names, until the deadline.
/// </summary>
internal sealed class Eviction(KubernetesCall call, Deadline deadline)
{
    // What kubectl waits where the server names no time.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, string> _refusals = new(StringComparer.Ordinal);

    /// <summary>Evicts the pods of a node.</summary>
    /// <returns>Those that are still there at the deadline, each with the reason where there is one.</returns>
    public async Task<ImmutableArray<string>> RunAsync(string node, ImmutableArray<DataObject> pods, CancellationToken stop)
    {
        var version = pods.IsEmpty ? "" : await call.Cluster.Discovery.EvictionVersionAsync(stop);
        foreach (var pod in pods)
        {
            call.Changes.Evicting(NodePods.NamespaceOf(pod), pod);
        }

        var waiting = pods.ToList();
        while (waiting.Count > 0 && deadline.Remaining > TimeSpan.Zero)
        {
            var pause = TimeSpan.Zero;
            foreach (var pod in waiting.ToList())
            {
                if (await EvictAsync(version, pod, stop) is { } asked)
                {
                    pause = asked > pause ? asked : pause;
                }
                else
                {
                    waiting.Remove(pod);
                }
            }

            if (waiting.Count > 0)
            {
                await deadline.PauseAsync(pause);
            }
        }

        return await WaitAsync(node, pods, stop);
    }

    // Null where the pod goes, or is gone; otherwise how long to wait before another try.
    private async Task<TimeSpan?> EvictAsync(string version, DataObject pod, CancellationToken stop)
    {
        var (ns, name) = (NodePods.NamespaceOf(pod), Manifest.NameOf(pod));
        var body = DataObject.Of(
            ("apiVersion", version),
            ("kind", "Eviction"),
            ("metadata", DataObject.Of(("name", name), ("namespace", ns)))
        );
        try
        {
            await call.Cluster.CreateAsync(ResourceType.Pods, ns, body, stop, name, "eviction", Patience);
            _refusals.Remove(NodePods.UidOf(pod));
            return null;
        }
        catch (KubernetesException e) when (e.StatusCode == 404)
        {
            return null;
        }
        catch (KubernetesException e) when (e.StatusCode is 429 or 503)
        {
            _refusals[NodePods.UidOf(pod)] = e.Message;
            return e.RetryAfter ?? Pause;
        }
        catch (KubernetesException e) when (e.StatusCode is null && e.MayPass)
        {
            // That nobody answered says less than what was said before.
            _refusals.TryAdd(NodePods.UidOf(pod), e.Message);
            return Pause;
        }
        catch (KubernetesException e)
        {
            throw e.After($"Failed to evict pod {name}: ");
        }
    }

    private async Task<ImmutableArray<string>> WaitAsync(string node, ImmutableArray<DataObject> pods, CancellationToken stop)
    {
        var uids = pods.Select(NodePods.UidOf).ToHashSet(StringComparer.Ordinal);
        var left = ImmutableArray<DataObject>.Empty;
        if (!pods.IsEmpty)
        {
            // A pod of the same name and another uid is another pod.
            await call.Watch.UntilAsync(
                ResourceType.Pods,
                null,
                new ListOptions { FieldSelector = "spec.nodeName=" + node },
                items => (left = [.. items.Where(item => uids.Contains(NodePods.UidOf(item)))]).IsEmpty,
                deadline.Remaining > TimeSpan.Zero ? deadline.Remaining : TimeSpan.Zero,
                stop
            );
        }

        return
        [
            .. left.Select(pod =>
                Manifest.NameOf(pod) + (_refusals.TryGetValue(NodePods.UidOf(pod), out var reason) ? $" ({reason})" : "")
            ),
        ];
    }

    private TimeSpan Patience =>
        deadline.Remaining > KubernetesClient.DefaultDeadline ? KubernetesClient.DefaultDeadline
        : deadline.Remaining > TimeSpan.FromSeconds(1) ? deadline.Remaining
        : TimeSpan.FromSeconds(1);
}
