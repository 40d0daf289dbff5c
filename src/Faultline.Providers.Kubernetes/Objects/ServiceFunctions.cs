using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Objects;

/// <summary>The functions on services.</summary>
internal static class ServiceFunctions
{
    private static readonly ResourceSource Service = ResourceSources.Of(ResourceType.Services);

    /// <summary>Creates the service of a file.</summary>
    /// <param name="specPath">The file that holds the manifest: .json, .yaml or .yml.</param>
    [Action("chaosk8s.service.actions", Check = nameof(Check))]
    public static Task CreateServiceEndpointAsync(
        KubernetesCall call,
        string specPath,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => Creation.FromFileAsync(call, Service, specPath, ns, stop);

    /// <summary>Deletes a service.</summary>
    /// <param name="name">The object's name.</param>
    [Action("chaosk8s.service.actions")]
    [Alias("chaosk8s.actions", "remove_service_endpoint", IsDeprecated = true)]
    public static Task DeleteServiceAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => Deletion.ByNameAsync(call, Service, name, ns, stop);

    /// <summary>Tells whether there is a service with a name, or with labels; whether anything answers behind it is not asked.</summary>
    /// <param name="name">Which object: its name; where it is left out, the label selector alone decides.</param>
    /// <param name="labelSelector">Which objects: a label selector, such as 'app=web'.</param>
    /// <param name="raiseIfServiceNotInitialized">Whether the probe fails, rather than answers false, where there is no such service.</param>
    [Probe("chaosk8s.service.probes", Returns = "boolean")]
    [Alias("chaosk8s.probes", "service_endpoint_is_initialized", IsDeprecated = true, Without = "raise_if_service_not_initialized")]
    public static async Task<ActivityOutcome> ServiceIsInitializedAsync(
        KubernetesCall call,
        string? name = null,
        [Reads<NamespaceName>] string ns = "default",
        string? labelSelector = null,
        bool raiseIfServiceNotInitialized = true,
        CancellationToken stop = default
    )
    {
        var exists = await Existence.AnyAsync(call, ResourceType.Services, ns, name, labelSelector, stop);
        return Outcomes.Judge(exists ? null : $"service '{name ?? "None"}' is not initialized", raiseIfServiceNotInitialized);
    }

    internal static IEnumerable<CallProblem> Check(KnownArguments arguments) => ManifestFile.Check(arguments);
}
