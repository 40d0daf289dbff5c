using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects;

/// <summary>
/// The objects of a cluster, by kind, namespace and name. Every change has a version of its own and is told, in order, to those
/// who subscribed; the last ones are remembered for those who come late.
/// </summary>
internal sealed class ObjectStore(TimeProvider time, Func<string> newUid)
{
    private const int MostRemembered = 2_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, DataObject> _objects = [];
    private readonly Queue<ObjectChange> _history = [];
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
            return _objects.GetValueOrDefault(key);
        }
    }

    /// <summary>The objects of a kind, in the order of their namespaces and names, and the version at which they are so.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="inNamespace">The namespace; null takes them all.</param>
    public (IReadOnlyList<DataObject> Objects, long Version) List(ResourceKind kind, string? inNamespace = null)
    {
        lock (_lock)
        {
            var found = _objects
                .Where(pair => pair.Key.Kind == kind && (inNamespace is null || pair.Key.Namespace == inNamespace))
                .OrderBy(pair => pair.Key.Namespace, StringComparer.Ordinal)
                .ThenBy(pair => pair.Key.Name, StringComparer.Ordinal)
                .Select(pair => pair.Value);
            return ([.. found], _version);
        }
    }

    /// <summary>Puts a new object in, with uid, creation time and version; null where the key is taken.</summary>
    public DataObject? Create(ObjectKey key, DataObject node)
    {
        lock (_lock)
        {
            if (_objects.ContainsKey(key))
            {
                return null;
            }

            var stamped = node.Put(newUid(), "metadata", "uid")
                .Put(KubernetesTime.Seconds(time.GetUtcNow()), "metadata", "creationTimestamp");
            return Commit(ChangeKind.Added, key, stamped, before: null);
        }
    }

    /// <summary>
    /// Changes an object, and returns it as it is afterwards; null where it is not there. The change must have no effects of its
    /// own; where it changes nothing, nothing happened.
    /// </summary>
    /// <param name="key">The object.</param>
    /// <param name="uid">The object's uid, where only this very object is meant and not a namesake.</param>
    /// <param name="change">Makes the new state from the old one.</param>
    public DataObject? Update(ObjectKey key, string? uid, Func<DataObject, DataObject> change)
    {
        lock (_lock)
        {
            if (!_objects.TryGetValue(key, out var before) || (uid is not null && before.Uid() != uid))
            {
                return null;
            }

            var after = change(before);
            return ReferenceEquals(before, after) || before.ToString() == after.ToString()
                ? before
                : Commit(ChangeKind.Modified, key, after, before);
        }
    }

    /// <summary>Takes an object out, and returns its last state; null where it was not there.</summary>
    public DataObject? Remove(ObjectKey key, string? uid = null)
    {
        lock (_lock)
        {
            return _objects.TryGetValue(key, out var before) && (uid is null || before.Uid() == uid)
                ? Commit(ChangeKind.Deleted, key, before, before)
                : null;
        }
    }

    /// <summary>All changes from now on.</summary>
    public ObjectSubscription Subscribe()
    {
        lock (_lock)
        {
            return Subscribe([]);
        }
    }

    /// <summary>All changes after a version; null where they are no longer remembered.</summary>
    public ObjectSubscription? SubscribeAfter(long version)
    {
        lock (_lock)
        {
            var isRemembered = version >= _version || (_history.TryPeek(out var oldest) && oldest.Version <= version + 1);
            return isRemembered ? Subscribe(_history.Where(change => change.Version > version)) : null;
        }
    }

    private ObjectSubscription Subscribe(IEnumerable<ObjectChange> missed)
    {
        var subscription = new ObjectSubscription(Unsubscribe);
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
        var stamped = node.Put(_version.ToString(System.Globalization.CultureInfo.InvariantCulture), "metadata", "resourceVersion");
        if (kind == ChangeKind.Deleted)
        {
            _objects.Remove(key);
        }
        else
        {
            _objects[key] = stamped;
        }

        var change = new ObjectChange(_version, kind, key, stamped, before);
        _history.Enqueue(change);
        if (_history.Count > MostRemembered)
        {
            _history.Dequeue();
        }

        foreach (var subscription in _subscriptions)
        {
            subscription.Tell(change);
        }

        return stamped;
    }
}
