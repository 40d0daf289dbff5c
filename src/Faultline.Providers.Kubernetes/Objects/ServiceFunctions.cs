using System.Collections.Immutable;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Workloads;

namespace Faultline.Providers.Kubernetes.Objects;

/// <summary>The functions on services.</summary>
internal static class ServiceFunctions
{
    private const string Actions = "chaosk8s.service.actions";

    private static readonly Parameter<bool> Raise = DeploymentFunctions.Raise(
        "raise_if_service_not_initialized",
        "there is no such service"
    );

    public static ImmutableArray<FunctionEntry> All { get; } =
    [
        Creation.FromFile(Actions, "create_service_endpoint", "Creates the service of a file.", ResourceSources.Of(ResourceType.Services)),
        Deletion.ByName(Actions, "delete_service", "Deletes a service.", ResourceSources.Of(ResourceType.Services)),
        FunctionEntry.Probe(
            "chaosk8s.service.probes",
            "service_is_initialized",
            "Tells whether there is a service with a name, or with labels; whether anything answers behind it is not asked.",
            [Common.OptionalName, Common.Namespace, Common.LabelSelector, Raise],
            async (call, stop) =>
            {
                var name = call.Get(Common.OptionalName);
                var exists = await Existence.AnyAsync(call, ResourceType.Services, name, call.Get(Common.LabelSelector), stop);
                return Outcomes.Judge(exists ? null : $"service '{name ?? "None"}' is not initialized", call.Get(Raise));
            }
        ),
    ];
}
