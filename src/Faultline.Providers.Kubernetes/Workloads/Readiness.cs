using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Workloads;

/// <summary>Looks, or waits, until something has all of its pods, some, or not all.</summary>
/// <param name="type">The kind of objects.</param>
/// <param name="counts">Reads the counts of one.</param>
/// <param name="what">What messages call the kind.</param>
internal sealed class Readiness(ResourceType type, Func<DataObject, Workload> counts, string what)
{
    /// <summary>Looks once.</summary>
    /// <param name="call">The call.</param>
    /// <param name="name">The object's name.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="labels">Labels that it must have besides, as a label selector in which {name} is replaced.</param>
    /// <param name="raise">Whether it fails rather than answers false.</param>
    /// <param name="isWell">Whether the counts are as they should be.</param>
    /// <param name="stop">Asks to end now.</param>
    public async Task<ActivityOutcome> LookAsync(
        KubernetesCall call,
        string name,
        string ns,
        string? labels,
        bool raise,
        Func<Workload, bool> isWell,
        CancellationToken stop
    )
    {
        var found = await call.Cluster.ListAsync(type, ns, Options(name, labels), stop);
        return Outcomes.Judge(
            found.IsEmpty ? $"{what} '{name}' was not found"
                : found.Any(item => !isWell(counts(item))) ? $"{what} '{name}' is not healthy"
                : null,
            raise
        );
    }

    /// <summary>Waits until all pods are ready, or until some are not.</summary>
    /// <param name="call">The call.</param>
    /// <param name="name">The object's name.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="labels">Labels that it must have besides, as a label selector in which {name} is replaced.</param>
    /// <param name="timeout">Seconds to wait at most.</param>
    /// <param name="raise">Whether it fails rather than answers false.</param>
    /// <param name="fully">Whether it waits for all to be ready.</param>
    /// <param name="stop">Asks to end now.</param>
    public async Task<ActivityOutcome> WaitAsync(
        KubernetesCall call,
        string name,
        string ns,
        string? labels,
        long timeout,
        bool raise,
        bool fully,
        CancellationToken stop
    )
    {
        var reached = await call.Watch.UntilAsync(
            type,
            ns,
            Options(name, labels),
            items =>
                items.Select(counts).Any(count => fully ? count.IsCurrent && count.Ready == count.Desired : count.Ready != count.Desired),
            TimeSpan.FromSeconds(timeout),
            stop
        );
        return Outcomes.Judge(
            reached ? null : $"{what} '{name}' failed to {(fully ? "recover" : "stop running")} within {timeout}s",
            raise
        );
    }

    private static ListOptions Options(string name, string? labels) =>
        ListOptions.By(name, labels?.Replace("{name}", name, StringComparison.Ordinal));
}
