using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads.Nodes;

namespace Faultline.Lab.Workloads.Controllers.DaemonSets;

/// <summary>Keeps a pod of each daemon set on every node that it is meant for.</summary>
internal sealed class DaemonSetController : IAsyncDisposable
{
    private const string GenerationLabel = "pod-template-generation";
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private static readonly (string Key, string Effect)[] Tolerated =
    [
        (NodeObjects.NotReady, "NoExecute"),
        (NodeObjects.Unreachable, "NoExecute"),
        ("node.kubernetes.io/disk-pressure", "NoSchedule"),
        ("node.kubernetes.io/memory-pressure", "NoSchedule"),
        ("node.kubernetes.io/pid-pressure", "NoSchedule"),
        (NodeObjects.Unschedulable, "NoSchedule"),
    ];

    private readonly ObjectStore _store;
    private readonly PodFactory _pods;
    private readonly Revisions _revisions;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, string> _made = new(StringComparer.Ordinal);
    private readonly ReconcileLoop _loop;

    public DaemonSetController(ObjectStore store, PodFactory pods, TimeProvider time)
    {
        _store = store;
        _pods = pods;
        _time = time;
        _revisions = new Revisions(store);
        _loop = new ReconcileLoop(store, time, Affected, Reconcile);
    }

    /// <summary>Fails where the controller did.</summary>
    public Task Ended => _loop.Ended;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private IEnumerable<ObjectKey> Affected(ObjectChange change) =>
        change.Key.Kind == ResourceKinds.DaemonSet ? [change.Key]
        : change.Key.Kind == ResourceKinds.Pod ? PodOwners.Of(_store, ResourceKinds.DaemonSet, change)
        : change.Key.Kind == ResourceKinds.Node
            ? _store.List(ResourceKinds.DaemonSet).Objects.Select(set => Owners.KeyOf(ResourceKinds.DaemonSet, set))
        : [];

    private TimeSpan? Reconcile(ObjectKey key)
    {
        if (_store.Get(key) is not { } set || set.IsTerminating())
        {
            return null;
        }

        var revisions = _revisions.Of(ResourceKinds.DaemonSet, set);
        var update = revisions[^1];
        var pods = Owners.Claim(_store, ResourceKinds.Pod, ResourceKinds.DaemonSet, set);
        var nodes = _store.List(ResourceKinds.Node).Objects;
        var isOk = true;
        foreach (var node in nodes)
        {
            isOk &= Keep(set, update, node, pods);
        }

        foreach (var lost in pods.Where(pod => !nodes.Any(node => node.Name() == NodeOf(pod)) && !pod.IsTerminating()).ToList())
        {
            Delete(set, lost);
        }

        if (set.TextAt("spec", "updateStrategy", "type") != "OnDelete")
        {
            Roll(set, update, pods, nodes);
        }

        var again = Show(key, set, update, pods, nodes);
        var used = pods.Select(RevisionOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var usedNames = revisions.Where(one => used.Contains(Revisions.HashOf(one))).Select(one => one.Name());
        _revisions.Forget(set, revisions, usedNames.ToHashSet(StringComparer.Ordinal));
        return isOk ? again : RetryDelay;
    }

    private static string? NodeOf(DataObject pod) =>
        pod.TextAt("spec", "nodeName")
        ?? pod.ItemsAt("spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")
            .SelectMany(term => term.ItemsAt("matchFields"))
            .SelectMany(field => field.WordsAt("values"))
            .FirstOrDefault();

    private static string? RevisionOf(DataObject pod) => pod.Labels().GetValueOrDefault(Revisions.HashLabel);

    private static bool IsOld(DataObject pod, DataObject update) => RevisionOf(pod) != Revisions.HashOf(update);

    // New pods only where nothing keeps them away; those that are there stay unless they are driven away.
    private static bool IsMeantFor(DataObject pod, DataObject node, bool isThere) =>
        NodeFit.IsSelected(pod, node)
        && (NodeFit.Untolerated(pod, node) is not { } taint || (isThere && taint.TextAt("effect") == "NoSchedule"));

    private bool Keep(DataObject set, DataObject update, DataObject node, List<DataObject> pods)
    {
        var made = Make(set, update, node.Name());
        var there = pods.Where(pod => NodeOf(pod) == node.Name()).ToList();
        foreach (var over in there.Where(pod => PodStatus.IsOver(pod) && !pod.IsTerminating()))
        {
            Delete(set, over);
        }

        var alive = there.Where(pod => !PodStatus.IsOver(pod)).ToList();
        if (!IsMeantFor(made, node, alive.Count > 0))
        {
            alive.Where(pod => !pod.IsTerminating()).ToList().ForEach(pod => Delete(set, pod));
            return true;
        }

        // One that is on its way out has to be gone before the next one comes.
        if (there.Count > 0)
        {
            alive.Where(pod => !pod.IsTerminating()).Skip(1).ToList().ForEach(pod => Delete(set, pod));
            return true;
        }

        var identity = $"{set.Uid()}/{node.Name()}";
        var created = _pods.Create(EventSource.DaemonSets, set, made, _made.GetValueOrDefault(identity) == update.Name());
        if (created is null)
        {
            return false;
        }

        _made[identity] = update.Name();
        pods.Add(created);
        return true;
    }

    private static DataObject Make(DataObject set, DataObject update, string node)
    {
        var pod = PodFactory.FromTemplate(ResourceKinds.DaemonSet, set, set.At("spec", "template"));
        var labels = pod.Labels();
        labels[Revisions.HashLabel] = Revisions.HashOf(update);
        labels[GenerationLabel] = set.TextAt("metadata", "annotations", "deprecated.daemonset.template.generation") ?? "1";
        var field = DataObject.Of(("key", "metadata.name"), ("operator", "In"), ("values", Tree.List([node])));
        var terms = pod.ItemsAt("spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms");
        var bound = terms.Count == 0 ? [DataObject.Empty] : terms.OfType<DataObject>();
        var tolerations = Tolerated.Select(one => DataObject.Of(("key", one.Key), ("operator", "Exists"), ("effect", one.Effect)));
        return pod.Put(set.Name() + "-", "metadata", "generateName")
            .Put(Tree.Texts(labels), "metadata", "labels")
            .Put(
                DataArray.Of(bound.Select(term => term.With("matchFields", DataArray.Of([field])))),
                "spec",
                "affinity",
                "nodeAffinity",
                "requiredDuringSchedulingIgnoredDuringExecution",
                "nodeSelectorTerms"
            )
            .Put(DataArray.Of([.. pod.ItemsAt("spec", "tolerations"), .. tolerations]), "spec", "tolerations");
    }

    private void Roll(DataObject set, DataObject update, List<DataObject> pods, IReadOnlyList<DataObject> nodes)
    {
        var most = Amount.Of(set.At("spec", "updateStrategy", "rollingUpdate", "maxUnavailable"), nodes.Count, roundUp: true) ?? 1;
        var seconds = set.NumberAt("spec", "minReadySeconds") ?? 0;
        bool IsMissing(DataObject pod) => pod.IsTerminating() || !PodStatus.IsAvailable(pod, seconds, _time.GetUtcNow(), out _);

        var old = pods.Where(pod => !pod.IsTerminating() && IsOld(pod, update)).ToList();
        var left = Math.Max(most, 1) - pods.Count(IsMissing);
        foreach (var pod in old.OrderByDescending(IsMissing))
        {
            if (IsMissing(pod) || left-- > 0)
            {
                Delete(set, pod);
            }
        }
    }

    private void Delete(DataObject set, DataObject pod)
    {
        _made.Remove($"{set.Uid()}/{NodeOf(pod)}");
        _pods.Delete(EventSource.DaemonSets, set, pod);
    }

    private TimeSpan? Show(ObjectKey key, DataObject set, DataObject update, List<DataObject> pods, IReadOnlyList<DataObject> nodes)
    {
        var (desired, current, misplaced, ready, available, updated) = (0, 0, 0, 0, 0, 0);
        TimeSpan? again = null;
        foreach (var node in nodes)
        {
            var there = pods.FirstOrDefault(pod => NodeOf(pod) == node.Name() && PodStatus.IsActive(pod));
            if (!IsMeantFor(Make(set, update, node.Name()), node, there is not null))
            {
                misplaced += there is null ? 0 : 1;
                continue;
            }

            desired++;
            if (there is not null)
            {
                current++;
                ready += PodStatus.IsReady(there) ? 1 : 0;
                available += PodStatus.IsAvailable(there, set.NumberAt("spec", "minReadySeconds") ?? 0, _time.GetUtcNow(), out var left)
                    ? 1
                    : 0;
                again = left is { } wait && (again is null || wait < again) ? wait : again;
                updated += IsOld(there, update) ? 0 : 1;
            }
        }

        _store.Update(
            key,
            set.Uid(),
            new StatusCounts()
                .Always("currentNumberScheduled", current)
                .Always("numberMisscheduled", misplaced)
                .Always("desiredNumberScheduled", desired)
                .Always("numberReady", ready)
                .Always("observedGeneration", set.NumberAt("metadata", "generation") ?? 1)
                .Add("updatedNumberScheduled", updated)
                .Add("numberAvailable", available)
                .Add("numberUnavailable", desired - available)
                .On
        );
        return again;
    }
}
