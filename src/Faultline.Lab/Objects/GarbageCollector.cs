using Faultline.Abstractions.Data;
using Faultline.Lab.Objects.Custom;

namespace Faultline.Lab.Objects;

/// <summary>
/// Lets objects go with what they belong to: with their owners, with their namespace, with the definition of their kind. An owner
/// that is deleted in the foreground goes after them; one that is to leave them behind lets go of them first.
/// </summary>
internal sealed class GarbageCollector : IAsyncDisposable
{
    public const string Foreground = "foregroundDeletion";
    public const string Orphan = "orphan";

    private readonly ObjectStore _store;
    private readonly KindCatalogue _kinds;
    private readonly Deletions _deletions;
    private readonly Dictionary<string, HashSet<ObjectKey>> _dependents = new(StringComparer.Ordinal);
    private readonly ChangeLoop _loop;

    public GarbageCollector(ObjectStore store, KindCatalogue kinds, Deletions deletions)
    {
        _store = store;
        _kinds = kinds;
        _deletions = deletions;
        _loop = new ChangeLoop(store, Handle);
    }

    /// <summary>Fails where the collector did.</summary>
    public Task Ended => _loop.Ended;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private static IEnumerable<string> OwnersOf(DataObject? node) =>
        node.ItemsAt("metadata", "ownerReferences").Select(owner => owner.TextAt("uid")).OfType<string>();

    private void Handle(ObjectChange change)
    {
        Index(change);
        var node = change.Object;
        if (change.Kind == ChangeKind.Deleted)
        {
            foreach (var dependent in DependentsOf(node.Uid()))
            {
                Release(dependent, node.Uid());
            }

            foreach (var owner in node.ItemsAt("metadata", "ownerReferences").Select(owner => KeyOfOwner(owner, change.Key.Namespace)))
            {
                FinishForeground(owner);
            }

            Finish(change.Key);
        }
        else if (node.IsTerminating())
        {
            Empty(change.Key, node);
        }
        else if (change.Kind == ChangeKind.Added && IsInTerminatingNamespace(change.Key))
        {
            // What comes late, such as an event, must not hold the namespace up.
            Delete(change.Key, "Background");
        }
        else if (change.Kind == ChangeKind.Added && OwnersOf(node).Any() && !IsAnyOwnerLeft(node, change.Key.Namespace))
        {
            Delete(change.Key, "Background");
        }
    }

    private bool IsInTerminatingNamespace(ObjectKey key) =>
        key.Namespace.Length > 0
        && _store.Get(new ObjectKey(ResourceKinds.Namespace, "", key.Namespace)) is { } home
        && home.IsTerminating();

    private void Index(ObjectChange change)
    {
        foreach (var owner in OwnersOf(change.Before))
        {
            if (_dependents.TryGetValue(owner, out var keys) && keys.Remove(change.Key) && keys.Count == 0)
            {
                _dependents.Remove(owner);
            }
        }

        foreach (var owner in change.Kind == ChangeKind.Deleted ? [] : OwnersOf(change.Object))
        {
            if (!_dependents.TryGetValue(owner, out var keys))
            {
                _dependents[owner] = keys = [];
            }

            keys.Add(change.Key);
        }
    }

    private List<ObjectKey> DependentsOf(string uid) => _dependents.TryGetValue(uid, out var keys) ? [.. keys] : [];

    // The owner is gone: a dependent that another one still holds loses the reference, the others go too.
    private void Release(ObjectKey dependent, string owner)
    {
        if (_store.Get(dependent) is not { } node || !OwnersOf(node).Contains(owner))
        {
            return;
        }

        if (OwnersOf(node).Any(other => other != owner) && IsAnyOwnerLeft(node, dependent.Namespace))
        {
            LetGo(dependent, owner);
        }
        else
        {
            Delete(dependent, "Background");
        }
    }

    private void LetGo(ObjectKey dependent, string owner) =>
        _store.Update(
            dependent,
            uid: null,
            node =>
            {
                var rest = node.ItemsAt("metadata", "ownerReferences").Where(reference => reference.TextAt("uid") != owner).ToList();
                return rest.Count == 0
                    ? node.Drop("metadata", "ownerReferences")
                    : node.Put(DataArray.Of(rest), "metadata", "ownerReferences");
            }
        );

    // An owner of a kind that is not known may be there.
    private bool IsAnyOwnerLeft(DataObject node, string inNamespace) =>
        node.ItemsAt("metadata", "ownerReferences")
            .Any(owner =>
                KeyOfOwner(owner, inNamespace) is not { } key || (_store.Get(key) is { } found && found.Uid() == owner.TextAt("uid"))
            );

    private ObjectKey? KeyOfOwner(DataNode owner, string inNamespace) =>
        _kinds.Find(owner.TextAt("apiVersion"), owner.TextAt("kind")) is { } kind
            ? new ObjectKey(kind, kind.IsNamespaced ? inNamespace : "", owner.TextAt("name") ?? "")
            : null;

    // Something is on its way out: what it holds goes first where it waits for that.
    private void Empty(ObjectKey key, DataObject node)
    {
        if (key.Kind == ResourceKinds.Namespace)
        {
            foreach (var content in Content(key.Name).Where(content => !content.Node.IsTerminating()))
            {
                Delete(content.Key, "Background");
            }
        }

        if (key.Kind == ResourceKinds.CustomResourceDefinition && CustomDefinition.KindOf(node) is { } kind)
        {
            foreach (var instance in _store.List(kind).Objects.Where(instance => !instance.IsTerminating()))
            {
                Delete(new ObjectKey(kind, instance.Namespace(), instance.Name()), "Background");
            }
        }

        var finalizers = node.WordsAt("metadata", "finalizers").ToList();
        if (finalizers.Contains(Orphan))
        {
            foreach (var dependent in DependentsOf(node.Uid()))
            {
                LetGo(dependent, node.Uid());
            }

            WithoutFinalizer(key, node.Uid(), Orphan);
        }
        else if (finalizers.Contains(Foreground))
        {
            foreach (var dependent in DependentsOf(node.Uid()).Where(dependent => _store.Get(dependent) is { } one && !one.IsTerminating()))
            {
                Delete(dependent, "Foreground");
            }

            FinishForeground(key);
        }

        Finish(key);
    }

    // The last dependent that the owner waited for may be gone.
    private void FinishForeground(ObjectKey? key)
    {
        if (key is null || _store.Get(key) is not { } owner || !owner.WordsAt("metadata", "finalizers").Contains(Foreground))
        {
            return;
        }

        var uid = owner.Uid();
        var isBlocked = DependentsOf(uid)
            .SelectMany(dependent => _store.Get(dependent).ItemsAt("metadata", "ownerReferences"))
            .Any(reference => reference.TextAt("uid") == uid && reference.IsTrueAt("blockOwnerDeletion"));
        if (!isBlocked)
        {
            WithoutFinalizer(key, uid, Foreground);
        }
    }

    // Takes a namespace or a definition away once it is on its way out and nothing is left in it.
    private void Finish(ObjectKey key)
    {
        if (key.Kind == ResourceKinds.Namespace || key.Namespace.Length > 0)
        {
            var home = new ObjectKey(ResourceKinds.Namespace, "", key.Kind == ResourceKinds.Namespace ? key.Name : key.Namespace);
            if (_store.Get(home) is { } node && node.IsTerminating() && !Content(home.Name).Any())
            {
                _store.Remove(home, node.Uid());
            }
        }

        foreach (var definition in _store.List(ResourceKinds.CustomResourceDefinition).Objects.Where(one => one.IsTerminating()))
        {
            if (CustomDefinition.KindOf(definition) is not { } kind || _store.List(kind).Objects.Count == 0)
            {
                WithoutFinalizer(KeyOf(ResourceKinds.CustomResourceDefinition, definition), definition.Uid(), DefinitionRules.Finalizer);
            }
        }
    }

    private IEnumerable<(ObjectKey Key, DataObject Node)> Content(string inNamespace) =>
        _kinds
            .All.Where(kind => kind.IsNamespaced)
            .SelectMany(kind => _store.List(kind, inNamespace).Objects.Select(node => (KeyOf(kind, node), node)));

    private static ObjectKey KeyOf(ResourceKind kind, DataObject node) => new(kind, node.Namespace(), node.Name());

    private void WithoutFinalizer(ObjectKey key, string uid, string finalizer) =>
        _store.Update(
            key,
            uid,
            node =>
                node.WordsAt("metadata", "finalizers").Contains(finalizer)
                    ? node.Put(Tree.List(node.WordsAt("metadata", "finalizers").Where(one => one != finalizer)), "metadata", "finalizers")
                    : node
        );

    private void Delete(ObjectKey key, string policy)
    {
        try
        {
            _deletions.Delete(key, new DeletionWish(Policy: policy));
        }
        catch (KubernetesException)
        {
            // It went by itself in the meantime.
        }
    }
}
