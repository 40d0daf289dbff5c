using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects;

/// <summary>
/// The objects of a cluster, by kind, namespace and name. Every change has a version of its own and is told, in order, to those
/// who subscribed; the last ones are remembered for those who come late.
/// </summary>
internal sealed class ObjectStore(TimeProvider time, Func<string> newUid)
{
    private const int MostWaiting = 20_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<ResourceKind, KindObjects> _kinds = [];
    private readonly ChangeHistory _history = new();
    private readonly List<ObjectSubscription> _subscriptions = [];
    private long _version;

    /// <summary>The version of the last change.</summary>
    public long Version
    {
        get
        {
            lock (_lock)
            {
                return _version;
            }
        }
    }

    /// <summary>An object, or null.</summary>
    public DataObject? Get(ObjectKey key)
    {
        lock (_lock)
        {
            return Of(key.Kind).Get(key.Namespace, key.Name);
        }
    }

    /// <summary>The objects of a kind, in the order of their namespaces and names, and the version at which they are so.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="inNamespace">The namespace; null takes them all.</param>
    public (IReadOnlyList<DataObject> Objects, long Version) List(ResourceKind kind, string? inNamespace = null)
    {
        var (objects, version) = Now(kind);
        return (inNamespace is null ? objects.All : objects.In(inNamespace), version);
    }

    /// <summary>The objects of a kind as they were at a version; null where that is no longer remembered.</summary>
    public IReadOnlyList<DataObject>? ListAt(ResourceKind kind, string? inNamespace, long version)
    {
        lock (_lock)
        {
            if (_history.After(version, _version) is not { } later)
            {
                return null;
            }

            var objects = Of(kind);
            foreach (var change in later.Where(change => change.Key.Kind == kind).Reverse())
            {
                objects = change.Before is { } before
                    ? objects.With(change.Key.Namespace, change.Key.Name, before)
                    : objects.Without(change.Key.Namespace, change.Key.Name);
            }

            return inNamespace is null ? objects.All : objects.In(inNamespace);
        }
    }

    /// <summary>Puts a new object in, with uid, creation time and version; null where the key is taken.</summary>
    /// <param name="key">Where to.</param>
    /// <param name="node">The object.</param>
    /// <param name="dryRun">Whether to say only what would be, and leave everything as it is.</param>
    public DataObject? Create(ObjectKey key, DataObject node, bool dryRun = false)
    {
        lock (_lock)
        {
            if (Of(key.Kind).Get(key.Namespace, key.Name) is not null)
            {
                return null;
            }

            var stamped = node.Put(newUid(), "metadata", "uid")
                .Put(KubernetesTime.Seconds(time.GetUtcNow()), "metadata", "creationTimestamp");
            return dryRun ? stamped : Commit(ChangeKind.Added, key, stamped, before: null);
        }
    }

    /// <summary>
    /// Changes an object, and returns it as it is afterwards; null where it is not there. The change must have no effects of its
    /// own; where it changes nothing, nothing happened. An object on its way out whose last finalizer goes is gone.
    /// </summary>
    /// <param name="key">The object.</param>
    /// <param name="uid">The object's uid, where only this very object is meant and not a namesake.</param>
    /// <param name="change">Makes the new state from the old one.</param>
    /// <param name="dryRun">Whether to say only what would be, and leave everything as it is.</param>
    public DataObject? Update(ObjectKey key, string? uid, Func<DataObject, DataObject> change, bool dryRun = false)
    {
        lock (_lock)
        {
            if (Of(key.Kind).Get(key.Namespace, key.Name) is not { } before || (uid is not null && before.Uid() != uid))
            {
                return null;
            }

            var after = change(before);
            return Tree.Same(before, after) ? before
                : dryRun ? after
                : IsOver(after) ? Commit(ChangeKind.Deleted, key, after, before)
                : Commit(ChangeKind.Modified, key, after, before);
        }
    }

    /// <summary>
    /// Takes an object out, and returns its last state; null where it was not there. One with finalizers stays, on its way out, until
    /// they are gone.
    /// </summary>
    public DataObject? Remove(ObjectKey key, string? uid = null)
    {
        lock (_lock)
        {
            if (Of(key.Kind).Get(key.Namespace, key.Name) is not { } before || (uid is not null && before.Uid() != uid))
            {
                return null;
            }

            if (before.ItemsAt("metadata", "finalizers").Count == 0)
            {
                return Commit(ChangeKind.Deleted, key, before, before);
            }

            var marked = before
                .PutDefault(KubernetesTime.Seconds(time.GetUtcNow()), "metadata", "deletionTimestamp")
                .Put(0, "metadata", "deletionGracePeriodSeconds");
            return Tree.Same(before, marked) ? before : Commit(ChangeKind.Modified, key, marked, before);
        }
    }

    /// <summary>All changes from now on.</summary>
    public ObjectSubscription Subscribe()
    {
        lock (_lock)
        {
            return Subscribe(new ObjectSubscription(Unsubscribe), []);
        }
    }

    /// <summary>
    /// All changes of a kind after a version; null where they are no longer remembered. A reader who falls far behind is cut off.
    /// </summary>
    public ObjectSubscription? SubscribeAfter(ResourceKind kind, long version)
    {
        lock (_lock)
        {
            return _history.After(version, _version) is { } missed
                ? Subscribe(new ObjectSubscription(Unsubscribe, kind, MostWaiting), missed)
                : null;
        }
    }

    /// <summary>The objects of a kind and the changes after them.</summary>
    public (IReadOnlyList<DataObject> Objects, long Version, ObjectSubscription Changes) ListAndSubscribe(
        ResourceKind kind,
        string? inNamespace
    )
    {
        lock (_lock)
        {
            var (objects, version) = List(kind, inNamespace);
            return (objects, version, Subscribe(new ObjectSubscription(Unsubscribe, kind, MostWaiting), []));
        }
    }

    private (KindObjects Objects, long Version) Now(ResourceKind kind)
    {
        lock (_lock)
        {
            return (Of(kind), _version);
        }
    }

    private KindObjects Of(ResourceKind kind) => _kinds.GetValueOrDefault(kind, KindObjects.None);

    private static bool IsOver(DataObject node) =>
        node.IsTerminating()
        && node.NumberAt("metadata", "deletionGracePeriodSeconds") == 0
        && node.ItemsAt("metadata", "finalizers").Count == 0;

    private ObjectSubscription Subscribe(ObjectSubscription subscription, IEnumerable<ObjectChange> missed)
    {
        foreach (var change in missed)
        {
            subscription.Tell(change);
        }

        _subscriptions.Add(subscription);
        return subscription;
    }

    private void Unsubscribe(ObjectSubscription subscription)
    {
        lock (_lock)
        {
            _subscriptions.Remove(subscription);
        }
    }

    private DataObject Commit(ChangeKind kind, ObjectKey key, DataObject node, DataObject? before)
    {
        _version++;
        var stamped = node.Put(_version.ToString(CultureInfo.InvariantCulture), "metadata", "resourceVersion");
        _kinds[key.Kind] =
            kind == ChangeKind.Deleted
                ? Of(key.Kind).Without(key.Namespace, key.Name)
                : Of(key.Kind).With(key.Namespace, key.Name, stamped);
        var change = new ObjectChange(_version, kind, key, stamped, before);
        _history.Add(change);
        foreach (var subscription in _subscriptions)
        {
            subscription.Tell(change);
        }

        return stamped;
    }
}
