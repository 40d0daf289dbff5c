using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Workloads;

/// <summary>Probes that look, or wait, until something has all of its pods, some, or not all.</summary>
/// <param name="type">The kind of objects.</param>
/// <param name="counts">Reads the counts of one.</param>
internal sealed class Readiness(ResourceType type, Func<DataObject, Workload> counts)
{
    private static readonly Parameter<string?> Labels = Parameter.OptionalText(
        "label_selector",
        "Labels that it must have besides its name, as a label selector in which {name} is replaced."
    );

    /// <summary>A probe that looks once.</summary>
    /// <param name="module">The function's module.</param>
    /// <param name="name">The function's name.</param>
    /// <param name="summary">What it does.</param>
    /// <param name="raise">Whether it fails rather than answers false; null for a probe that never fails so.</param>
    /// <param name="what">What messages call the kind.</param>
    /// <param name="isWell">Whether the counts are as they should be.</param>
    public FunctionEntry Look(
        string module,
        string name,
        string summary,
        Parameter<bool>? raise,
        string what,
        Func<Workload, bool> isWell
    ) =>
        FunctionEntry.Probe(
            module,
            name,
            summary,
            raise is null ? [Common.Name, Common.Namespace, Labels] : [Common.Name, Common.Namespace, Labels, raise],
            async (call, stop) =>
            {
                var target = call.Get(Common.Name);
                var found = await call.Cluster.ListAsync(type, call.Namespace, Options(call, target), stop);
                return Outcomes.Judge(
                    found.IsEmpty ? $"{what} '{target}' was not found"
                        : found.Any(item => !isWell(counts(item))) ? $"{what} '{target}' is not healthy"
                        : null,
                    raise is not null && call.Get(raise)
                );
            }
        );

    /// <summary>A probe that waits until all pods are ready, or until some are not.</summary>
    /// <param name="module">The function's module.</param>
    /// <param name="name">The function's name.</param>
    /// <param name="summary">What it does.</param>
    /// <param name="raise">Whether it fails rather than answers false; null for a probe that never fails so.</param>
    /// <param name="what">What messages call the kind.</param>
    /// <param name="fully">Whether it waits for all to be ready.</param>
    public FunctionEntry Wait(string module, string name, string summary, Parameter<bool>? raise, string what, bool fully) =>
        FunctionEntry.Probe(
            module,
            name,
            summary,
            raise is null
                ? [Common.Name, Common.Namespace, Labels, Common.Timeout]
                : [Common.Name, Common.Namespace, Labels, Common.Timeout, raise],
            async (call, stop) =>
            {
                var (target, timeout) = (call.Get(Common.Name), call.Get(Common.Timeout));
                var reached = await call.Watch.UntilAsync(
                    type,
                    call.Namespace,
                    Options(call, target),
                    items =>
                        items
                            .Select(counts)
                            .Any(count => fully ? count.IsCurrent && count.Ready == count.Desired : count.Ready != count.Desired),
                    TimeSpan.FromSeconds(timeout),
                    stop
                );
                return Outcomes.Judge(
                    reached ? null : $"{what} '{target}' failed to {(fully ? "recover" : "stop running")} within {timeout}s",
                    raise is not null && call.Get(raise)
                );
            },
            Check
        );

    private static ListOptions Options(KubernetesCall call, string name) =>
        ListOptions.By(name, call.Get(Labels)?.Replace("{name}", name, StringComparison.Ordinal));

    private static IEnumerable<CallProblem> Check(CheckedArguments arguments)
    {
        if (arguments.TryGet(Common.Timeout, out var timeout) && timeout is < 0 or > 86_400)
        {
            yield return arguments.Error(Common.Timeout, $"nobody can wait for {timeout} seconds", "give 0 to 86400");
        }
    }
}
