using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Controllers.Deployments;

/// <summary>Writes the status of deployments: their numbers, and the conditions that say how a rollout goes.</summary>
internal sealed class DeploymentProgress(ObjectStore store, TimeProvider time)
{
    private const long NoDeadline = int.MaxValue;
    private const string Progressing = "Progressing";

    /// <summary>Whether every wanted pod is of the new template and available, and no old one is left.</summary>
    public static bool IsComplete(DataObject deployment, DeploymentSets sets)
    {
        var wanted = DeploymentLimits.Of(deployment).Wanted;
        return sets.New is { } fresh
            && Has(fresh) == wanted
            && sets.All.Sum(Has) == wanted
            && sets.All.Sum(DeploymentSets.Available) == wanted;
    }

    /// <summary>Says that a rollout was halted or goes on.</summary>
    public void NotePause(DataObject deployment)
    {
        var isPaused = deployment.IsTrueAt("spec", "paused");
        var reason = Conditions.Find(deployment, Progressing).TextAt("reason");
        if (HasDeadline(deployment) && reason != "ProgressDeadlineExceeded")
        {
            if (isPaused && reason != "DeploymentPaused")
            {
                Put(deployment, "Unknown", "DeploymentPaused", "Deployment is paused");
            }
            else if (!isPaused && reason == "DeploymentPaused")
            {
                Put(deployment, "Unknown", "DeploymentResumed", "Deployment is resumed");
            }
        }
    }

    /// <summary>Says that there is a new replica set.</summary>
    public void NoteNewSet(DataObject deployment, string name)
    {
        if (HasDeadline(deployment))
        {
            Put(deployment, "True", "NewReplicaSetCreated", $"Created new replica set \"{name}\"");
        }
    }

    /// <summary>Says that the template's replica set was there already.</summary>
    public void NoteFound(DataObject deployment, string name)
    {
        if (HasDeadline(deployment) && Conditions.Find(deployment, Progressing) is null)
        {
            Put(deployment, "True", "FoundNewReplicaSet", $"Found new replica set \"{name}\"");
        }
    }

    /// <summary>Writes the status; returns when it has to be looked at again, where a deadline runs.</summary>
    public TimeSpan? Show(DataObject deployment, DeploymentSets sets)
    {
        var generation = deployment.NumberAt("metadata", "generation") ?? 1;
        var limits = DeploymentLimits.Of(deployment);
        var counts = new Counts(
            sets.All.Sum(Has),
            sets.New is { } fresh ? Has(fresh) : 0,
            sets.All.Sum(set => set.NumberAt("status", "readyReplicas") ?? 0),
            sets.All.Sum(DeploymentSets.Available)
        );
        var unavailable = Math.Max(sets.All.Sum(DeploymentSets.Wanted) - counts.Available, 0);
        TimeSpan? again = null;
        store.Update(
            Owners.KeyOf(ResourceKinds.Deployment, deployment),
            deployment.Uid(),
            current =>
            {
                var shown = new StatusCounts()
                    .Always("observedGeneration", generation)
                    .Add("replicas", counts.All)
                    .Add("updatedReplicas", counts.Updated)
                    .Add("readyReplicas", counts.Ready)
                    .Add("availableReplicas", counts.Available)
                    .Add("unavailableReplicas", unavailable)
                    .On(current);
                shown = WithAvailable(shown, counts.Available >= limits.LeastAvailable);
                (shown, again) = WithProgress(shown, current, counts, limits.Wanted, sets.New?.Name() ?? deployment.Name());
                return shown;
            }
        );
        return again;
    }

    private static long Has(DataObject set) => set.NumberAt("status", "replicas") ?? 0;

    private static long Deadline(DataObject deployment) => deployment.NumberAt("spec", "progressDeadlineSeconds") ?? 600;

    private static bool HasDeadline(DataObject deployment) => Deadline(deployment) != NoDeadline;

    private DataObject WithAvailable(DataObject deployment, bool isAvailable)
    {
        var before = Conditions.Find(deployment, "Available");
        var now = KubernetesTime.Seconds(time.GetUtcNow());
        var condition = isAvailable
            ? Conditions.Make(before, "Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.", now)
            : Conditions.Make(
                before,
                "Available",
                "False",
                "MinimumReplicasUnavailable",
                "Deployment does not have minimum availability.",
                now
            );
        var updated = before.TextAt("status") == (isAvailable ? "True" : "False") ? before.TextAt("lastUpdateTime") ?? now : now;
        return Conditions.Put(deployment, condition.With("lastUpdateTime", updated));
    }

    private (DataObject Shown, TimeSpan? Again) WithProgress(DataObject shown, DataObject before, Counts now, long wanted, string set)
    {
        var reason = Conditions.Find(before, Progressing).TextAt("reason");
        if (!HasDeadline(shown))
        {
            return (Conditions.Drop(shown, Progressing), null);
        }

        if (shown.IsTrueAt("spec", "paused") || (reason == "NewReplicaSetAvailable" && now.All == now.Updated))
        {
            return (shown, null);
        }

        if (now.Updated == wanted && now.All == wanted && now.Available == wanted)
        {
            return (With(shown, "True", "NewReplicaSetAvailable", $"ReplicaSet \"{set}\" has successfully progressed."), null);
        }

        var was = Counts.Of(before);
        if (now.Updated > was.Updated || now.Old < was.Old || now.Ready > was.Ready || now.Available > was.Available || reason is null)
        {
            return (
                With(shown, "True", "ReplicaSetUpdated", $"ReplicaSet \"{set}\" is progressing."),
                TimeSpan.FromSeconds(Deadline(shown))
            );
        }

        if (reason is "ProgressDeadlineExceeded" or "NewReplicaSetAvailable")
        {
            return (shown, null);
        }

        var since = KubernetesTime.TryParse(Conditions.Find(before, Progressing).TextAt("lastUpdateTime") ?? "", out var text)
            ? text
            : time.GetUtcNow();
        var left = since + TimeSpan.FromSeconds(Deadline(shown)) - time.GetUtcNow();
        return left > TimeSpan.Zero
            ? (shown, left)
            : (With(shown, "False", "ProgressDeadlineExceeded", $"ReplicaSet \"{set}\" has timed out progressing."), null);
    }

    private void Put(DataObject deployment, string status, string reason, string message) =>
        store.Update(
            Owners.KeyOf(ResourceKinds.Deployment, deployment),
            deployment.Uid(),
            current => With(current, status, reason, message)
        );

    private DataObject With(DataObject deployment, string status, string reason, string message)
    {
        var now = KubernetesTime.Seconds(time.GetUtcNow());
        var condition = Conditions.Make(Conditions.Find(deployment, Progressing), Progressing, status, reason, message, now);
        return Conditions.Put(deployment, condition.With("lastUpdateTime", now));
    }

    private sealed record Counts(long All, long Updated, long Ready, long Available)
    {
        public long Old => All - Updated;

        public static Counts Of(DataObject deployment) =>
            new(
                deployment.NumberAt("status", "replicas") ?? 0,
                deployment.NumberAt("status", "updatedReplicas") ?? 0,
                deployment.NumberAt("status", "readyReplicas") ?? 0,
                deployment.NumberAt("status", "availableReplicas") ?? 0
            );
    }
}
