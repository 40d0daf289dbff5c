using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads;

/// <summary>Deletes objects, and those that belong to them.</summary>
internal sealed class Removal(ObjectStore store, TimeProvider time)
{
    private static readonly string[] Kept = ["default", "kube-system"];

    /// <summary>Deletes an object.</summary>
    /// <param name="key">Which.</param>
    /// <param name="uid">The uid that it must have; null takes any.</param>
    /// <param name="graceSeconds">How long pods may take; null leaves it to them.</param>
    /// <param name="orphan">Whether what belongs to it stays.</param>
    /// <returns>The object as it is now where it stays for a while; otherwise null, and it is gone.</returns>
    /// <exception cref="KubernetesException">It is not there, or must stay.</exception>
    public DataObject? Delete(ObjectKey key, string? uid, long? graceSeconds, bool orphan)
    {
        var node = store.Get(key) ?? throw KubernetesException.NotFound(key.Kind, key.Name);
        if (uid is not null && node.Uid() != uid)
        {
            throw new KubernetesException(
                409,
                "Conflict",
                $"Precondition failed: UID in precondition: {uid}, UID in object meta: {node.Uid()}"
            );
        }

        if (key.Kind == ResourceKinds.Pod)
        {
            return Deletion.Mark(store, key, node.Uid(), graceSeconds, time) ?? throw KubernetesException.NotFound(key.Kind, key.Name);
        }

        if (key.Kind == ResourceKinds.Namespace)
        {
            return DeleteNamespace(key);
        }

        store.Remove(key, node.Uid());
        if (key.Kind == ResourceKinds.ReplicaSet && !orphan)
        {
            DeletePods(key.Namespace, pod => pod.ControllerUid() == node.Uid(), graceSeconds: null);
        }

        return null;
    }

    /// <summary>Takes a namespace away once it is on its way out and nothing is left in it.</summary>
    public void Sweep(string name)
    {
        var key = new ObjectKey(ResourceKinds.Namespace, "", name);
        var isEmpty = ResourceKinds.All.Where(kind => kind.IsNamespaced).All(kind => store.List(kind, name).Objects.Count == 0);
        if (isEmpty && store.Get(key) is { } node && node.IsTerminating())
        {
            store.Remove(key, node.Uid());
        }
    }

    private DataObject? DeleteNamespace(ObjectKey key)
    {
        if (Kept.Contains(key.Name))
        {
            throw KubernetesException.Forbidden(key.Kind, key.Name, "this namespace may not be deleted");
        }

        var now = KubernetesTime.Seconds(time.GetUtcNow());
        var marked = store.Update(
            key,
            uid: null,
            node => node.PutDefault(now, "metadata", "deletionTimestamp").Put("Terminating", "status", "phase")
        );
        foreach (var kind in (ResourceKind[])[ResourceKinds.ReplicaSet, ResourceKinds.Service])
        {
            foreach (var node in store.List(kind, key.Name).Objects)
            {
                store.Remove(new ObjectKey(kind, key.Name, node.Name()), node.Uid());
            }
        }

        DeletePods(key.Name, _ => true, graceSeconds: null);
        Sweep(key.Name);
        return store.Get(key) is null ? null : marked;
    }

    private void DeletePods(string inNamespace, Func<DataObject, bool> which, long? graceSeconds)
    {
        foreach (var pod in store.List(ResourceKinds.Pod, inNamespace).Objects.Where(which))
        {
            Deletion.Mark(store, new ObjectKey(ResourceKinds.Pod, inNamespace, pod.Name()), pod.Uid(), graceSeconds, time);
        }
    }
}
