using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Controllers;

/// <summary>
/// Keeps as many pods as each replica set wants. A pod that replaces another is made at once, as in a cluster, but its containers
/// start only after the restart delay, as if their images had to be fetched.
/// </summary>
internal sealed class ReplicaSetController : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly ObjectStore _store;
    private readonly PodFactory _pods;
    private readonly TimeProvider _time;

    // How many pods a set has made and not taken back itself: those that it has to have.
    private readonly Dictionary<string, long> _made = new(StringComparer.Ordinal);
    private readonly ReconcileLoop _loop;

    public ReplicaSetController(ObjectStore store, PodFactory pods, TimeProvider time)
    {
        _store = store;
        _pods = pods;
        _time = time;
        _loop = new ReconcileLoop(store, time, Affected, Reconcile);
    }

    /// <summary>Fails where the controller did.</summary>
    public Task Ended => _loop.Ended;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private IEnumerable<ObjectKey> Affected(ObjectChange change) =>
        change.Key.Kind == ResourceKinds.ReplicaSet ? [change.Key]
        : change.Key.Kind == ResourceKinds.Pod ? PodOwners.Of(_store, ResourceKinds.ReplicaSet, change)
        : [];

    private TimeSpan? Reconcile(ObjectKey key)
    {
        if (_store.Get(key) is not { } set || set.IsTerminating())
        {
            return null;
        }

        var wanted = set.NumberAt("spec", "replicas") ?? 1;
        var pods = Owners.Claim(_store, ResourceKinds.Pod, ResourceKinds.ReplicaSet, set).Where(PodStatus.IsActive).ToList();
        var hasFailed = false;
        for (var i = pods.Count; i < wanted && !hasFailed; i++)
        {
            if (Create(set, wanted) is { } created)
            {
                pods.Add(created);
            }
            else
            {
                hasFailed = true;
            }
        }

        foreach (var surplus in PodRanking.ToDelete(pods).Take((int)Math.Max(pods.Count - wanted, 0)).ToList())
        {
            _pods.Delete(EventSource.ReplicaSets, set, surplus);
            _made[set.Uid()] = _made.GetValueOrDefault(set.Uid()) - 1;
            pods.Remove(surplus);
        }

        var again = ShowStatus(set, pods, hasFailed);
        return hasFailed ? RetryDelay : again;
    }

    private DataObject? Create(DataObject set, long wanted)
    {
        var made = _made.GetValueOrDefault(set.Uid());
        var isReplacement = made >= wanted;
        var pod = PodFactory
            .FromTemplate(ResourceKinds.ReplicaSet, set, set.At("spec", "template"))
            .Put(set.Name() + "-", "metadata", "generateName");
        var created = _pods.Create(EventSource.ReplicaSets, set, pod, isReplacement);
        _made[set.Uid()] = created is null || isReplacement ? made : made + 1;
        return created;
    }

    private TimeSpan? ShowStatus(DataObject set, List<DataObject> pods, bool hasFailed)
    {
        var (now, labels) = (_time.GetUtcNow(), set.TextsAt("spec", "template", "metadata", "labels"));
        var seconds = set.NumberAt("spec", "minReadySeconds") ?? 0;
        TimeSpan? next = null;
        var available = 0;
        foreach (var pod in pods)
        {
            available += PodStatus.IsAvailable(pod, seconds, now, out var left) ? 1 : 0;
            next = left is { } wait && (next is null || wait < next) ? wait : next;
        }

        var counts = new StatusCounts()
            .Always("replicas", pods.Count)
            .Add("fullyLabeledReplicas", pods.Count(pod => IsFullyLabeled(pod, labels)))
            .Add("readyReplicas", pods.Count(PodStatus.IsReady))
            .Add("availableReplicas", available)
            .Always("observedGeneration", set.NumberAt("metadata", "generation") ?? 1);
        _store.Update(
            Owners.KeyOf(ResourceKinds.ReplicaSet, set),
            set.Uid(),
            current =>
            {
                var shown = counts.On(current);
                return hasFailed
                    ? Conditions.Put(
                        shown,
                        Conditions.Make(
                            Conditions.Find(current, "ReplicaFailure"),
                            "ReplicaFailure",
                            "True",
                            "FailedCreate",
                            "a pod could not be created; see the events",
                            KubernetesTime.Seconds(now)
                        )
                    )
                    : Conditions.Drop(shown, "ReplicaFailure");
            }
        );
        return next;
    }

    private static bool IsFullyLabeled(DataObject pod, Dictionary<string, string> labels)
    {
        var own = pod.Labels();
        return labels.All(label => own.GetValueOrDefault(label.Key) == label.Value);
    }
}
