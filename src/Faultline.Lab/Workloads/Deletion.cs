using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads;

/// <summary>Marks pods for deletion; the kubelet does the rest.</summary>
internal static class Deletion
{
    /// <summary>
    /// Sets the deletion time, and returns the pod; null where it is not there. Without a grace the pod's own counts. A second
    /// call can only bring the end nearer; without any grace the pod is gone at once.
    /// </summary>
    public static DataObject? Mark(ObjectStore store, ObjectKey key, string? uid, long? graceSeconds, TimeProvider time)
    {
        try
        {
            return new Deletions(store, time).Delete(key, new DeletionWish(uid, GraceSeconds: graceSeconds)).Last;
        }
        catch (KubernetesException)
        {
            return null;
        }
    }
}
