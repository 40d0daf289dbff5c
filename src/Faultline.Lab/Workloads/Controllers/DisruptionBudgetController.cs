using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Controllers;

/// <summary>Counts, for each disruption budget, how many pods may be evicted now.</summary>
internal sealed class DisruptionBudgetController : IAsyncDisposable
{
    // An eviction that was allowed and then did not come to pass is forgotten after this time.
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(2);

    private readonly ObjectStore _store;
    private readonly TimeProvider _time;
    private readonly ReconcileLoop _loop;

    public DisruptionBudgetController(ObjectStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
        _loop = new ReconcileLoop(store, time, Affected, Reconcile);
    }

    /// <summary>Fails where the controller did.</summary>
    public Task Ended => _loop.Ended;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private static readonly HashSet<ResourceKind> Counted =
    [
        ResourceKinds.Pod,
        ResourceKinds.ReplicaSet,
        ResourceKinds.Deployment,
        ResourceKinds.StatefulSet,
    ];

    private IEnumerable<ObjectKey> Affected(ObjectChange change) =>
        change.Key.Kind == ResourceKinds.PodDisruptionBudget ? [change.Key]
        : Counted.Contains(change.Key.Kind)
            ? _store
                .List(ResourceKinds.PodDisruptionBudget, change.Key.Namespace)
                .Objects.Select(one => Owners.KeyOf(ResourceKinds.PodDisruptionBudget, one))
        : [];

    private TimeSpan? Reconcile(ObjectKey key)
    {
        if (_store.Get(key) is not { } budget || budget.IsTerminating())
        {
            return null;
        }

        var selector = LabelSelector.Of(budget.At("spec", "selector"));
        var isNothing = budget.At("spec", "selector") is null;
        var pods = _store
            .List(ResourceKinds.Pod, key.Namespace)
            .Objects.Where(pod => !isNothing && selector.Matches(pod.Labels()) && !PodStatus.IsOver(pod))
            .ToList();
        var now = _time.GetUtcNow();
        _store.Update(key, budget.Uid(), current => WithStatus(current, pods, now));
        return _store.Get(key).At("status", "disruptedPods") is DataObject { Members.Length: > 0 } ? Forgotten : null;
    }

    private DataObject WithStatus(DataObject budget, List<DataObject> pods, DateTimeOffset now)
    {
        var disrupted = budget
            .TextsAt("status", "disruptedPods")
            .Where(pair =>
                pods.Any(pod => pod.Name() == pair.Key && !pod.IsTerminating())
                && KubernetesTime.TryParse(pair.Value, out var at)
                && at + Forgotten > now
            )
            .ToDictionary(StringComparer.Ordinal);
        var healthy = pods.Count(pod => PodStatus.IsReady(pod) && !pod.IsTerminating() && !disrupted.ContainsKey(pod.Name()));
        var (expected, desired) = Expected(budget, pods);
        var allowed = expected > 0 ? Math.Max(healthy - desired, 0) : 0;
        var shown = new StatusCounts()
            .Always("disruptionsAllowed", allowed)
            .Always("currentHealthy", healthy)
            .Always("desiredHealthy", desired)
            .Always("expectedPods", expected)
            .Always("observedGeneration", budget.NumberAt("metadata", "generation") ?? 1)
            .On(budget);
        shown = disrupted.Count == 0 ? shown.Drop("status", "disruptedPods") : shown.Put(Tree.Texts(disrupted), "status", "disruptedPods");
        var condition = Conditions.Make(
            Conditions.Find(budget, "DisruptionAllowed"),
            "DisruptionAllowed",
            allowed > 0 ? "True" : "False",
            allowed > 0 ? "SufficientPods" : "InsufficientPods",
            "",
            KubernetesTime.Seconds(now)
        );
        return Conditions.Put(shown, condition.With("observedGeneration", budget.NumberAt("metadata", "generation") ?? 1));
    }

    private (long Expected, long Desired) Expected(DataObject budget, List<DataObject> pods)
    {
        if (budget.At("spec", "maxUnavailable") is { } missing)
        {
            var expected = Scale(pods);
            return (expected, Math.Max(expected - (Amount.Of(missing, expected, roundUp: true) ?? 0), 0));
        }

        var least = budget.At("spec", "minAvailable") ?? 1;
        if (least is DataNumber)
        {
            return (pods.Count, Amount.Of(least, pods.Count, roundUp: true) ?? 0);
        }

        var all = Scale(pods);
        return (all, Amount.Of(least, all, roundUp: true) ?? 0);
    }

    // As many as those who keep the pods want: one that is missing just now counts too.
    private long Scale(List<DataObject> pods)
    {
        var wanted = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var pod in pods)
        {
            var owner =
                Owners.ControllerOf(pod, ResourceKinds.ReplicaSet) is { } set ? Top(set)
                : Owners.ControllerOf(pod, ResourceKinds.StatefulSet) is { } stateful ? _store.Get(stateful)
                : null;
            wanted[owner?.Uid() ?? pod.Uid()] = owner is null ? 1 : owner.NumberAt("spec", "replicas") ?? 1;
        }

        return wanted.Values.Sum();
    }

    private DataObject? Top(ObjectKey key) =>
        _store.Get(key) is not { } set ? null
        : Owners.ControllerOf(set, ResourceKinds.Deployment) is { } deployment ? _store.Get(deployment) ?? set
        : set;
}
