using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Objects;

namespace Faultline.Providers.Kubernetes.Networking;

/// <summary>The functions on ingresses.</summary>
internal static class IngressFunctions
{
    private static readonly ResourceSource Ingress = ResourceSources.Of(VersionedResource.Ingresses);

    /// <summary>Creates the ingress of a file.</summary>
    /// <param name="specPath">The file that holds the manifest: .json, .yaml or .yml.</param>
    [Action("chaosk8s.networking.actions", Check = nameof(Check))]
    public static Task CreateIngressAsync(
        KubernetesCall call,
        string specPath,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => Creation.FromFileAsync(call, Ingress, specPath, ns, stop);

    /// <summary>Deletes an ingress.</summary>
    /// <param name="name">The object's name.</param>
    [Action("chaosk8s.networking.actions")]
    public static Task DeleteIngressAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => Deletion.ByNameAsync(call, Ingress, name, ns, stop);

    /// <summary>Changes a part of an ingress.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="spec">The part of the manifest that is laid over the object, such as {"spec": {…}}.</param>
    [Action("chaosk8s.networking.actions")]
    public static Task UpdateIngressAsync(
        KubernetesCall call,
        string name,
        DataObject spec,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => Updating.ByNameAsync(call, Ingress, "ingress", name, spec, ns, stop);

    /// <summary>Tells whether there is an ingress.</summary>
    /// <param name="name">The object's name.</param>
    [Probe("chaosk8s.networking.probes")]
    public static async Task<bool> IngressExistsAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => await call.Cluster.FindAsync(await Ingress(call, null, stop), ns, name, stop) is not null;

    internal static IEnumerable<CallProblem> Check(KnownArguments arguments) => ManifestFile.Check(arguments);
}
