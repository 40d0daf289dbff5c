using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Controllers.StatefulSets;

/// <summary>How a stateful set stands.</summary>
internal sealed record StatefulState
{
    private DateTimeOffset _now;

    public required DataObject Set { get; init; }

    /// <summary>Its pods by number, also those that are to go.</summary>
    public required Dictionary<long, DataObject> Pods { get; init; }

    /// <summary>The revision that all pods had when the last rollout was done.</summary>
    public required DataObject Current { get; init; }

    /// <summary>The revision of the template as it is now.</summary>
    public required DataObject Update { get; init; }

    /// <summary>The numbers that there should be.</summary>
    public IEnumerable<long> Ordinals
    {
        get
        {
            for (var i = 0L; i < Replicas; i++)
            {
                yield return First + i;
            }
        }
    }

    /// <summary>The pods whose numbers are too many, the last first.</summary>
    public IEnumerable<KeyValuePair<long, DataObject>> Condemned =>
        Pods.Where(pair => pair.Key < First || pair.Key >= First + Replicas).OrderByDescending(pair => pair.Key);

    /// <summary>Whether each waits for the one before it.</summary>
    public bool IsOrdered => Set.TextAt("spec", "podManagementPolicy") != "Parallel";

    /// <summary>Whether pods get a new template only when somebody deletes them.</summary>
    public bool IsOnDelete => Set.TextAt("spec", "updateStrategy", "type") == "OnDelete";

    /// <summary>The first number that gets a new template.</summary>
    public long Partition => First + (Set.NumberAt("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0);

    /// <summary>How long until a pod has been ready for long enough; null where none waits for that.</summary>
    public TimeSpan? WaitsFor =>
        Pods
            .Values.Select(pod => PodStatus.IsAvailable(pod, MinReady, _now, out var left) ? null : left)
            .OfType<TimeSpan>()
            .Order()
            .Cast<TimeSpan?>()
            .FirstOrDefault();

    private long Replicas => Set.NumberAt("spec", "replicas") ?? 1;

    private long First => Set.NumberAt("spec", "ordinals", "start") ?? 0;

    private long MinReady => Set.NumberAt("spec", "minReadySeconds") ?? 0;

    /// <summary>The state of a set.</summary>
    public static StatefulState Of(DataObject set, List<DataObject> revisions, Dictionary<long, DataObject> pods, DateTimeOffset now) =>
        new()
        {
            Set = set,
            Pods = pods,
            Update = revisions[^1],
            Current = revisions.Find(one => one.Name() == set.TextAt("status", "currentRevision")) ?? revisions[^1],
            _now = now,
        };

    /// <summary>Whether those after a pod may go on.</summary>
    public bool IsHealthy(DataObject pod) => !pod.IsTerminating() && PodStatus.IsAvailable(pod, MinReady, _now, out _);

    /// <summary>The revision that a new pod with a number is made from.</summary>
    public DataObject RevisionFor(long ordinal)
    {
        if (IsOnDelete || ReferenceEquals(Current, Update))
        {
            return Update;
        }

        if (ordinal < Partition)
        {
            return Current;
        }

        // In the midst of a rollout, one that was lost and not yet reached by it comes back as it was.
        var isReached = Pods.Where(pair => pair.Key > ordinal).All(pair => StatefulPods.RevisionOf(pair.Value) == Update.Name());
        return isReached || Partition > First ? Update : Current;
    }

    /// <summary>Writes the status, and returns the name of the current revision in it.</summary>
    public string Show(ObjectStore store, ObjectKey key)
    {
        var alive = Pods.Values.Where(pod => !PodStatus.IsOver(pod)).ToList();
        var updated = alive.Count(pod => !pod.IsTerminating() && StatefulPods.RevisionOf(pod) == Update.Name());
        var ready = alive.Count(pod => PodStatus.IsReady(pod));
        var isDone = !IsOnDelete && updated == Replicas && alive.Count == Replicas && ready == Replicas;
        var current = isDone ? Update : Current;
        var counts = new StatusCounts()
            .Always("observedGeneration", Set.NumberAt("metadata", "generation") ?? 1)
            .Always("replicas", alive.Count)
            .Add("readyReplicas", ready)
            .Add("currentReplicas", alive.Count(pod => !pod.IsTerminating() && StatefulPods.RevisionOf(pod) == current.Name()))
            .Add("updatedReplicas", updated)
            .Text("currentRevision", current.Name())
            .Text("updateRevision", Update.Name())
            .Always("collisionCount", 0)
            .Always("availableReplicas", alive.Count(pod => PodStatus.IsAvailable(pod, MinReady, _now, out _)));
        store.Update(key, Set.Uid(), counts.On);
        return current.Name();
    }
}
