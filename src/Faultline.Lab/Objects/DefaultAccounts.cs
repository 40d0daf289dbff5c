using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects;

/// <summary>Gives every namespace the service account that pods have who ask for none.</summary>
internal sealed class DefaultAccounts : IAsyncDisposable
{
    private const string Name = "default";

    private readonly ObjectStore _store;
    private readonly ChangeLoop _loop;

    public DefaultAccounts(ObjectStore store)
    {
        _store = store;
        _loop = new ChangeLoop(store, Handle);
    }

    /// <summary>Fails where the loop did.</summary>
    public Task Ended => _loop.Ended;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private void Handle(ObjectChange change)
    {
        var isNew = change.Kind == ChangeKind.Added && change.Key.Kind == ResourceKinds.Namespace;
        var isLost = change.Kind == ChangeKind.Deleted && change.Key.Kind == ResourceKinds.ServiceAccount && change.Key.Name == Name;
        var home = isNew ? change.Key : new ObjectKey(ResourceKinds.Namespace, "", change.Key.Namespace);
        if ((isNew || isLost) && _store.Get(home) is { } node && !node.IsTerminating())
        {
            var metadata = DataObject.Of(("name", Name), ("namespace", home.Name));
            _store.Create(
                new ObjectKey(ResourceKinds.ServiceAccount, home.Name, Name),
                DataObject.Of(("apiVersion", "v1"), ("kind", "ServiceAccount"), ("metadata", metadata))
            );
        }
    }
}
