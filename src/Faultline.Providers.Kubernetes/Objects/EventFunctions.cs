using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Objects;

/// <summary>The function on events.</summary>
internal static class EventFunctions
{
    /// <summary>Reads the events of all namespaces: the list as the API has it.</summary>
    /// <param name="labelSelector">Which objects: a label selector, such as 'app=web'.</param>
    /// <param name="fieldSelector">Which events: a field selector, such as 'reason=Killing'.</param>
    /// <param name="limit">How many events at most.</param>
    [Probe("chaosk8s.event.probes", Check = nameof(Check))]
    public static async Task<DataObject> GetEventsAsync(
        KubernetesCall call,
        string? labelSelector = null,
        string? fieldSelector = null,
        long limit = 100,
        CancellationToken stop = default
    ) =>
        await call.Cluster.GetListAsync(
            await call.Cluster.Discovery.ResolveAsync(VersionedResource.Events, stop),
            null,
            ListOptions.By(null, labelSelector) with
            {
                FieldSelector = fieldSelector is { Length: > 0 } ? fieldSelector : null,
                Limit = limit,
            },
            stop
        );

    internal static IEnumerable<CallProblem> Check(KnownArguments arguments) =>
        arguments.TryGet("limit", out long limit) && limit < 1
            ? [arguments.Error("limit", $"a limit of {limit} is none", "give 1 or more")]
            : [];
}
