using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Nodes;

/// <summary>Takes pods from nodes with NoExecute taints: at once, or when what they tolerate is over.</summary>
internal sealed class TaintEviction : IAsyncDisposable
{
    private readonly ObjectStore _store;
    private readonly EventRecorder _events;
    private readonly TimeProvider _time;
    private readonly ReconcileLoop _loop;

    public TaintEviction(ObjectStore store, EventRecorder events, TimeProvider time)
    {
        _store = store;
        _events = events;
        _time = time;
        _loop = new ReconcileLoop(store, time, Affected, Reconcile);
    }

    /// <summary>Fails where the evictions did.</summary>
    public Task Ended => _loop.Ended;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private static IEnumerable<ObjectKey> Affected(ObjectChange change) =>
        change.Key.Kind == ResourceKinds.Node ? [change.Key]
        : change.Key.Kind == ResourceKinds.Pod && change.Object.TextAt("spec", "nodeName") is { Length: > 0 } node
            ? [new ObjectKey(ResourceKinds.Node, "", node)]
        : [];

    private TimeSpan? Reconcile(ObjectKey key)
    {
        var taints = _store.Get(key).ItemsAt("spec", "taints").Where(taint => taint.TextAt("effect") == "NoExecute").ToList();
        if (taints.Count == 0)
        {
            return null;
        }

        var now = _time.GetUtcNow();
        TimeSpan? next = null;
        foreach (var pod in _store.List(ResourceKinds.Pod).Objects.Where(pod => pod.TextAt("spec", "nodeName") == key.Name))
        {
            if (pod.IsTerminating() || Left(pod, taints, now) is not { } left)
            {
                continue;
            }

            if (left > TimeSpan.Zero)
            {
                next = next is { } before && before < left ? before : left;
            }
            else
            {
                Evict(pod);
            }
        }

        return next;
    }

    /// <summary>How long a pod may stay; null where it may stay for ever.</summary>
    private static TimeSpan? Left(DataObject pod, List<DataNode> taints, DateTimeOffset now)
    {
        TimeSpan? least = null;
        foreach (var taint in taints)
        {
            var tolerations = NodeFit.Tolerations(pod, taint.TextAt("key") ?? "", taint.TextAt("value") ?? "", "NoExecute").ToList();
            if (tolerations.Count == 0)
            {
                return TimeSpan.Zero;
            }

            var since = KubernetesTime.TryParse(taint.TextAt("timeAdded") ?? "", out var added) ? added : now;
            foreach (var seconds in tolerations.Select(one => one.NumberAt("tolerationSeconds")).OfType<long>())
            {
                var left = since + TimeSpan.FromSeconds(Math.Max(seconds, 0)) - now;
                least = least is { } before && before < left ? before : left;
            }
        }

        return least;
    }

    private void Evict(DataObject pod)
    {
        var key = Owners.KeyOf(ResourceKinds.Pod, pod);
        var now = KubernetesTime.Seconds(_time.GetUtcNow());
        _events.Normal(EventSource.Taints, pod, "TaintManagerEviction", $"Marking for deletion Pod {pod.Namespace()}/{pod.Name()}");
        _store.Update(
            key,
            pod.Uid(),
            current =>
                Conditions.Put(
                    current,
                    Conditions.Make(
                        Conditions.Find(current, "DisruptionTarget"),
                        "DisruptionTarget",
                        "True",
                        "DeletionByTaintManager",
                        "Taint manager: deleting due to NoExecute taint",
                        now
                    )
                )
        );
        Deletion.Mark(_store, key, pod.Uid(), graceSeconds: null, _time);
    }
}
