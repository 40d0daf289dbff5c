using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Controllers;

/// <summary>Puts the certificate of the API's authority into every namespace, where pods look for it.</summary>
internal sealed class AuthorityController : IAsyncDisposable
{
    private const string Name = "kube-root-ca.crt";

    private readonly ObjectStore _store;
    private readonly Admission _admission;
    private readonly string _authority;
    private readonly ReconcileLoop _loop;

    public AuthorityController(ObjectStore store, Admission admission, string authority, TimeProvider time)
    {
        _store = store;
        _admission = admission;
        _authority = authority;
        _loop = new ReconcileLoop(store, time, Affected, Reconcile);
    }

    /// <summary>Fails where the controller did.</summary>
    public Task Ended => _loop.Ended;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private static IEnumerable<ObjectKey> Affected(ObjectChange change)
    {
        if (change.Key.Kind == ResourceKinds.Namespace)
        {
            return [change.Key];
        }

        return change.Key.Kind == ResourceKinds.ConfigMap && change.Key.Name == Name
            ? [new ObjectKey(ResourceKinds.Namespace, "", change.Key.Namespace)]
            : [];
    }

    private TimeSpan? Reconcile(ObjectKey key)
    {
        var isMissing = _store.Get(new ObjectKey(ResourceKinds.ConfigMap, key.Name, Name)) is null;
        if (isMissing && _store.Get(key) is { } home && !home.IsTerminating())
        {
            try
            {
                var content = DataObject.Of(("metadata", DataObject.Of(("name", Name))), ("data", DataObject.Of(("ca.crt", _authority))));
                _admission.Create(ResourceKinds.ConfigMap, key.Name, content);
            }
            catch (KubernetesException)
            {
                // The namespace went meanwhile, or somebody was quicker.
            }
        }

        return null;
    }
}
