using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Nodes;

/// <summary>Gives every pod a node: of those where it may be, the one with the fewest pods.</summary>
internal sealed class Scheduler : IAsyncDisposable
{
    // All pods that wait are looked at together.
    private static readonly ObjectKey Waiting = new(ResourceKinds.Pod, "", "");

    private readonly ObjectStore _store;
    private readonly EventRecorder _events;
    private readonly TimeProvider _time;
    private readonly ReconcileLoop _loop;

    public Scheduler(ObjectStore store, EventRecorder events, TimeProvider time)
    {
        _store = store;
        _events = events;
        _time = time;
        _loop = new ReconcileLoop(store, time, Affected, _ => Schedule());
    }

    /// <summary>Fails where the scheduler did.</summary>
    public Task Ended => _loop.Ended;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private static IEnumerable<ObjectKey> Affected(ObjectChange change) =>
        change.Key.Kind == ResourceKinds.Node ? [Waiting]
        : change.Key.Kind == ResourceKinds.Pod && (change.Kind == ChangeKind.Deleted || Waits(change.Object)) ? [Waiting]
        : [];

    private static bool Waits(DataObject pod) =>
        string.IsNullOrEmpty(pod.TextAt("spec", "nodeName"))
        && !pod.IsTerminating()
        && (pod.TextAt("spec", "schedulerName") ?? "default-scheduler") == "default-scheduler"
        && pod.ItemsAt("spec", "schedulingGates").Count == 0;

    private TimeSpan? Schedule()
    {
        var pods = _store.List(ResourceKinds.Pod).Objects;
        var waiting = pods.Where(Waits).ToList();
        if (waiting.Count == 0)
        {
            return null;
        }

        var nodes = _store.List(ResourceKinds.Node).Objects.ToDictionary(node => node.Name(), StringComparer.Ordinal);
        var placed = pods.Where(pod => !Waits(pod)).ToList();
        var counts = nodes.Keys.ToDictionary(
            name => name,
            name => placed.Count(pod => !PodStatus.IsOver(pod) && pod.TextAt("spec", "nodeName") == name),
            StringComparer.Ordinal
        );
        foreach (var pod in waiting)
        {
            var problems = nodes.Values.Select(node => (Node: node, Problem: Problem(pod, node, counts, nodes, placed))).ToList();
            var best = problems.Where(one => one.Problem is null).Select(one => one.Node.Name()).MinBy(name => counts[name]);
            if (best is null)
            {
                Refuse(pod, [.. problems.Select(one => one.Problem!)]);
            }
            else if (Bind(pod, best) is { } bound)
            {
                counts[best]++;
                placed.Add(bound);
            }
        }

        return null;
    }

    private static string? Problem(
        DataObject pod,
        DataObject node,
        Dictionary<string, int> counts,
        Dictionary<string, DataObject> nodes,
        List<DataObject> placed
    ) =>
        NodeFit.Problem(pod, node, counts[node.Name()])
        ?? (PodSpread.IsCrowded(pod, node, nodes, placed) ? "node(s) didn't match pod anti-affinity rules" : null);

    private DataObject? Bind(DataObject pod, string node)
    {
        var now = KubernetesTime.Seconds(_time.GetUtcNow());
        var bound = _store.Update(
            Owners.KeyOf(ResourceKinds.Pod, pod),
            pod.Uid(),
            current =>
                Waits(current)
                    ? Conditions.Put(
                        current.Put(node, "spec", "nodeName"),
                        Conditions
                            .Make(Conditions.Find(current, "PodScheduled"), "PodScheduled", "True", null, null, now)
                            .With("lastProbeTime", DataNull.Instance)
                    )
                    : current
        );
        if (bound is not null)
        {
            _events.Normal(
                EventSource.Scheduler,
                bound,
                "Scheduled",
                $"Successfully assigned {bound.Namespace()}/{bound.Name()} to {node}"
            );
        }

        return bound;
    }

    private void Refuse(DataObject pod, string[] problems)
    {
        var reasons = problems
            .GroupBy(problem => problem, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {group.Key}"));
        var message =
            problems.Length == 0
                ? "no nodes available to schedule pods"
                : string.Create(CultureInfo.InvariantCulture, $"0/{problems.Length} nodes are available: {string.Join(", ", reasons)}.");
        if (Conditions.Find(pod, "PodScheduled").TextAt("message") == message)
        {
            return;
        }

        var now = KubernetesTime.Seconds(_time.GetUtcNow());
        _store.Update(
            Owners.KeyOf(ResourceKinds.Pod, pod),
            pod.Uid(),
            current =>
                Conditions.Put(
                    current,
                    Conditions
                        .Make(Conditions.Find(current, "PodScheduled"), "PodScheduled", "False", "Unschedulable", message, now)
                        .With("lastProbeTime", DataNull.Instance)
                )
        );
        _events.Warning(EventSource.Scheduler, pod, "FailedScheduling", message);
    }
}
