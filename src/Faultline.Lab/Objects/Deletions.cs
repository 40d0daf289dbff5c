using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects;

/// <summary>
/// Begins and ends the deletion of objects. Pods end after their grace; objects with finalizers when these are gone; all others at
/// once. What belongs to them is the <see cref="GarbageCollector"/>'s.
/// </summary>
internal sealed class Deletions(ObjectStore store, TimeProvider time)
{
    private const long DefaultGraceSeconds = 30;

    // Timers know no longer waits than a few weeks.
    private const long MostGraceSeconds = 86_400;

    private static readonly string[] Kept = ["default", "kube-node-lease", "kube-public", "kube-system"];

    /// <summary>Deletes an object.</summary>
    /// <returns>The object as it is now where it stays for a while; otherwise its last state.</returns>
    /// <exception cref="KubernetesException">It is not there, is another one, or must stay.</exception>
    public (DataObject Last, bool IsGone) Delete(ObjectKey key, DeletionWish wish)
    {
        if (key.Kind == ResourceKinds.Namespace && Kept.Contains(key.Name))
        {
            throw KubernetesException.Forbidden(key.Kind, key.Name, "this namespace may not be deleted");
        }

        var marked =
            store.Update(key, uid: null, node => Marked(key.Kind, node, wish), wish.IsDryRun)
            ?? throw KubernetesException.NotFound(key.Kind, key.Name);
        return (marked, wish.IsDryRun || store.Get(key) is not { } rest || rest.Uid() != marked.Uid());
    }

    private DataObject Marked(ResourceKind kind, DataObject node, DeletionWish wish)
    {
        RequireMeant(kind, node, wish);
        var now = time.GetUtcNow();
        if (kind == ResourceKinds.Namespace)
        {
            return node.PutDefault(KubernetesTime.Seconds(now), "metadata", "deletionTimestamp").Put("Terminating", "status", "phase");
        }

        var finalizer = wish.Policy switch
        {
            "Orphan" => GarbageCollector.Orphan,
            "Foreground" => GarbageCollector.Foreground,
            _ => null,
        };
        var finalizers = node.WordsAt("metadata", "finalizers").ToList();
        if (finalizer is not null && !node.IsTerminating() && !finalizers.Contains(finalizer))
        {
            node = node.Put(Tree.List(finalizers.Append(finalizer)), "metadata", "finalizers");
        }

        // Nothing runs of a pod without a node.
        var isRunning =
            kind == ResourceKinds.Pod
            && node.TextAt("spec", "nodeName") is { Length: > 0 }
            && node.TextAt("status", "phase") is not ("Succeeded" or "Failed");
        var asked = wish.GraceSeconds ?? node.NumberAt("spec", "terminationGracePeriodSeconds") ?? DefaultGraceSeconds;
        var grace = isRunning ? Math.Clamp(asked, 0, MostGraceSeconds) : 0;
        return node.NumberAt("metadata", "deletionGracePeriodSeconds") is { } before && before <= grace
            ? node
            : node.Put(KubernetesTime.Seconds(now.AddSeconds(grace)), "metadata", "deletionTimestamp")
                .Put(grace, "metadata", "deletionGracePeriodSeconds");
    }

    private static void RequireMeant(ResourceKind kind, DataObject node, DeletionWish wish)
    {
        void Require(string? wanted, string given, string what)
        {
            if (wanted is not null && wanted != given)
            {
                throw KubernetesException.Conflict(
                    kind,
                    node.Name(),
                    $"Precondition failed: {what} in precondition: {wanted}, {what} in object meta: {given}"
                );
            }
        }

        Require(wish.Uid, node.Uid(), "UID");
        Require(wish.ResourceVersion, node.TextAt("metadata", "resourceVersion") ?? "", "ResourceVersion");
    }
}
