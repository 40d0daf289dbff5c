using System.Collections.Immutable;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Objects;

/// <summary>The function on events.</summary>
internal static class EventFunctions
{
    private static readonly Parameter<string?> Fields = Parameter.OptionalText(
        "field_selector",
        "Which events: a field selector, such as 'reason=Killing'."
    );

    private static readonly Parameter<long> Limit = Parameter.Integer("limit", 100, "How many events at most.");

    public static ImmutableArray<FunctionEntry> All { get; } =
    [
        FunctionEntry.Probe(
            "chaosk8s.event.probes",
            "get_events",
            "Reads the events of all namespaces: the list as the API has it.",
            [Common.LabelSelector, Fields, Limit],
            async (call, stop) =>
                Outcomes.Of(
                    await call.Cluster.GetListAsync(
                        await call.Cluster.Discovery.ResolveAsync(VersionedResource.Events, stop),
                        null,
                        ListOptions.By(null, call.Get(Common.LabelSelector)) with
                        {
                            FieldSelector = call.Get(Fields) is { Length: > 0 } fields ? fields : null,
                            Limit = call.Get(Limit),
                        },
                        stop
                    )
                ),
            arguments =>
                arguments.TryGet(Limit, out var limit) && limit < 1
                    ? [arguments.Error(Limit, $"a limit of {limit} is none", "give 1 or more")]
                    : []
        ),
    ];
}
