using System.Collections.Immutable;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Objects;

namespace Faultline.Providers.Kubernetes.Networking;

/// <summary>The functions on ingresses.</summary>
internal static class IngressFunctions
{
    private const string Actions = "chaosk8s.networking.actions";

    private static readonly ResourceSource Ingress = ResourceSources.Of(VersionedResource.Ingresses);

    public static ImmutableArray<FunctionEntry> All { get; } =
    [
        Creation.FromFile(Actions, "create_ingress", "Creates the ingress of a file.", Ingress),
        Deletion.ByName(Actions, "delete_ingress", "Deletes an ingress.", Ingress),
        Updating.ByName(Actions, "update_ingress", "Changes a part of an ingress.", "ingress", Ingress),
        FunctionEntry.Probe(
            "chaosk8s.networking.probes",
            "ingress_exists",
            "Tells whether there is an ingress.",
            [Common.Name, Common.Namespace],
            async (call, stop) =>
                Outcomes.Of(
                    await call.Cluster.FindAsync(await Ingress(call, null, stop), call.Namespace, call.Get(Common.Name), stop) is not null
                )
        ),
    ];
}
