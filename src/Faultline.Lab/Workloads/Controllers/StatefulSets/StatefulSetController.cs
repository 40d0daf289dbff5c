using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Controllers.StatefulSets;

/// <summary>Keeps the numbered pods of stateful sets: one after the other, unless they may come and go side by side.</summary>
internal sealed class StatefulSetController : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly ObjectStore _store;
    private readonly Admission _admission;
    private readonly PodFactory _pods;
    private readonly Revisions _revisions;
    private readonly EventRecorder _events;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, string> _made = new(StringComparer.Ordinal);
    private readonly ReconcileLoop _loop;

    public StatefulSetController(ObjectStore store, Admission admission, PodFactory pods, EventRecorder events, TimeProvider time)
    {
        _store = store;
        _admission = admission;
        _pods = pods;
        _events = events;
        _time = time;
        _revisions = new Revisions(store);
        _loop = new ReconcileLoop(store, time, Affected, Reconcile);
    }

    /// <summary>Fails where the controller did.</summary>
    public Task Ended => _loop.Ended;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private IEnumerable<ObjectKey> Affected(ObjectChange change) =>
        change.Key.Kind == ResourceKinds.StatefulSet ? [change.Key]
        : change.Key.Kind == ResourceKinds.Pod ? PodOwners.Of(_store, ResourceKinds.StatefulSet, change)
        : [];

    private TimeSpan? Reconcile(ObjectKey key)
    {
        if (_store.Get(key) is not { } set || set.IsTerminating())
        {
            return null;
        }

        var revisions = _revisions.Of(ResourceKinds.StatefulSet, set);
        var state = StatefulState.Of(set, revisions, Pods(set), _time.GetUtcNow());
        var hasFailed = !Step(state);
        var after = StatefulState.Of(set, revisions, Pods(set), _time.GetUtcNow());
        var current = after.Show(_store, key);
        _revisions.Forget(
            set,
            revisions,
            after.Pods.Values.Select(StatefulPods.RevisionOf).OfType<string>().Append(current).ToHashSet(StringComparer.Ordinal)
        );
        return hasFailed ? RetryDelay : after.WaitsFor;
    }

    private Dictionary<long, DataObject> Pods(DataObject set) =>
        Owners
            .Claim(_store, ResourceKinds.Pod, ResourceKinds.StatefulSet, set)
            .Where(pod => StatefulPods.Ordinal(set, pod.Name()) is not null)
            .ToDictionary(pod => (long)StatefulPods.Ordinal(set, pod.Name())!.Value);

    /// <summary>Does what can be done now; false where something was refused.</summary>
    private bool Step(StatefulState state)
    {
        var isOk = true;
        foreach (var ordinal in state.Ordinals)
        {
            if (!state.Pods.TryGetValue(ordinal, out var pod))
            {
                isOk &= Create(state, ordinal);
                if (state.IsOrdered)
                {
                    return isOk;
                }

                continue;
            }

            if (PodStatus.IsOver(pod) && !pod.IsTerminating())
            {
                // A pod that ended for good is made anew under the same name.
                Delete(state, pod);
                if (state.IsOrdered)
                {
                    return isOk;
                }
            }

            if (state.IsOrdered && !state.IsHealthy(pod))
            {
                return isOk;
            }
        }

        return isOk && (!ShrinkIsDone(state) || Roll(state));
    }

    private bool ShrinkIsDone(StatefulState state)
    {
        foreach (var (_, pod) in state.Condemned)
        {
            if (!pod.IsTerminating())
            {
                Delete(state, pod);
            }

            if (state.IsOrdered)
            {
                return false;
            }
        }

        return true;
    }

    // From the last one down, each only when those after it are well.
    private bool Roll(StatefulState state)
    {
        if (state.IsOnDelete)
        {
            return true;
        }

        foreach (var ordinal in state.Ordinals.Reverse().TakeWhile(ordinal => ordinal >= state.Partition))
        {
            var pod = state.Pods.GetValueOrDefault(ordinal);
            if (pod is null || pod.IsTerminating())
            {
                return true;
            }

            if (StatefulPods.RevisionOf(pod) != state.Update.Name())
            {
                Delete(state, pod);
                return true;
            }

            if (!state.IsHealthy(pod))
            {
                return true;
            }
        }

        return true;
    }

    private bool Create(StatefulState state, long ordinal)
    {
        foreach (var claim in StatefulPods.Claims(state.Set, ordinal))
        {
            if (_store.Get(new ObjectKey(ResourceKinds.PersistentVolumeClaim, state.Set.Namespace(), claim.Name())) is null)
            {
                try
                {
                    _admission.Create(ResourceKinds.PersistentVolumeClaim, state.Set.Namespace(), claim);
                }
                catch (KubernetesException e)
                {
                    _events.Warning(
                        EventSource.StatefulSets,
                        state.Set,
                        "FailedCreate",
                        $"create Claim {claim.Name()} failed: {e.Message}"
                    );
                    return false;
                }
            }
        }

        var revision = state.RevisionFor(ordinal);
        var name = StatefulPods.Name(state.Set, ordinal);
        var identity = $"{state.Set.Uid()}/{name}";
        var isReplacement = _made.GetValueOrDefault(identity) == revision.Name();
        var isCreated =
            _pods.Create(
                EventSource.StatefulSets,
                state.Set,
                StatefulPods.Of(state.Set, revision, ordinal),
                isReplacement,
                pod => $"create Pod {pod} in StatefulSet {state.Set.Name()} successful"
            )
            is not null;
        if (isCreated)
        {
            _made[identity] = revision.Name();
        }

        return isCreated;
    }

    private void Delete(StatefulState state, DataObject pod)
    {
        // It goes because the set wants it so: the next one of this name replaces nothing that was lost.
        _made.Remove($"{state.Set.Uid()}/{pod.Name()}");
        _pods.Delete(EventSource.StatefulSets, state.Set, pod, name => $"delete Pod {name} in StatefulSet {state.Set.Name()} successful");
    }
}
