using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads;

/// <summary>Marks pods for deletion; the kubelet does the rest.</summary>
internal static class Deletion
{
    private const long DefaultGraceSeconds = 30;

    // Timers know no longer waits than a few weeks.
    private const long MostGraceSeconds = 86_400;

    /// <summary>
    /// Sets the deletion time, and returns the pod; null where it is not there. Without a grace the pod's own counts. A second
    /// call can only bring the end nearer; without any grace the pod is gone at once.
    /// </summary>
    public static DataObject? Mark(ObjectStore store, ObjectKey key, string? uid, long? graceSeconds, TimeProvider time)
    {
        var marked = store.Update(key, uid, pod => WithDeadline(pod, graceSeconds, time.GetUtcNow()));
        return marked?.NumberAt("metadata", "deletionGracePeriodSeconds") == 0 ? store.Remove(key, uid) ?? marked : marked;
    }

    private static DataObject WithDeadline(DataObject pod, long? graceSeconds, DateTimeOffset now)
    {
        var asked = graceSeconds ?? pod.NumberAt("spec", "terminationGracePeriodSeconds") ?? DefaultGraceSeconds;
        var grace = Math.Clamp(asked, 0, MostGraceSeconds);
        return pod.NumberAt("metadata", "deletionGracePeriodSeconds") is { } before && before <= grace
            ? pod
            : pod.Put(KubernetesTime.Seconds(now.AddSeconds(grace)), "metadata", "deletionTimestamp")
                .Put(grace, "metadata", "deletionGracePeriodSeconds");
    }
}
