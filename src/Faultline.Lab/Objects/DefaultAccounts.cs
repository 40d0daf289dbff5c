using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects;

/// <summary>Gives every namespace the service account that pods have who ask for none.</summary>
internal sealed class DefaultAccounts : IAsyncDisposable
{
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
        if (change is { Kind: ChangeKind.Added } && change.Key.Kind == ResourceKinds.Namespace)
        {
            var metadata = DataObject.Of(("name", "default"), ("namespace", change.Key.Name));
            _store.Create(
                new ObjectKey(ResourceKinds.ServiceAccount, change.Key.Name, "default"),
                DataObject.Of(("apiVersion", "v1"), ("kind", "ServiceAccount"), ("metadata", metadata))
            );
        }
    }
}
