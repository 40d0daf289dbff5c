using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Controllers;

/// <summary>Puts into every namespace what every namespace has: the default service account, and the authority of the API.</summary>
internal sealed class NamespaceController : IAsyncDisposable
{
    private readonly ObjectStore _store;
    private readonly Admission _admission;
    private readonly string _authority;
    private readonly ReconcileLoop _loop;

    public NamespaceController(ObjectStore store, Admission admission, string authority, TimeProvider time)
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

        var isOwn =
            (change.Key.Kind == ResourceKinds.ServiceAccount && change.Key.Name == "default")
            || (change.Key.Kind == ResourceKinds.ConfigMap && change.Key.Name == "kube-root-ca.crt");
        return isOwn ? [new ObjectKey(ResourceKinds.Namespace, "", change.Key.Namespace)] : [];
    }

    private TimeSpan? Reconcile(ObjectKey key)
    {
        if (_store.Get(key) is not { } home || home.IsTerminating())
        {
            return null;
        }

        Put(ResourceKinds.ServiceAccount, key.Name, "default", DataObject.Empty);
        Put(
            ResourceKinds.ConfigMap,
            key.Name,
            "kube-root-ca.crt",
            DataObject.Of(("data", DataObject.Of(("ca.crt", _authority))))
        );
        return null;
    }

    private void Put(ResourceKind kind, string inNamespace, string name, DataObject content)
    {
        if (_store.Get(new ObjectKey(kind, inNamespace, name)) is null)
        {
            try
            {
                _admission.Create(kind, inNamespace, content.Put(name, "metadata", "name"));
            }
            catch (KubernetesException)
            {
                // The namespace went meanwhile, or somebody was quicker.
            }
        }
    }
}
