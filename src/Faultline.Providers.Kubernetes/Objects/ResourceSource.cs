using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Objects;

/// <summary>The kind of objects that a function is for, as the cluster at hand has it.</summary>
/// <param name="call">The call.</param>
/// <param name="manifest">The manifest at hand, which may say a version; null for none.</param>
/// <param name="stop">Asks to end now.</param>
internal delegate Task<ResourceType> ResourceSource(KubernetesCall call, DataObject? manifest, CancellationToken stop);

internal static class ResourceSources
{
    /// <summary>A kind that every cluster has in the same version.</summary>
    public static ResourceSource Of(ResourceType type) => (_, _, _) => Task.FromResult(type);

    /// <summary>A kind whose version depends on the cluster, unless the manifest names one that we know.</summary>
    public static ResourceSource Of(VersionedResource resource) =>
        (call, manifest, stop) =>
            manifest?.Text("apiVersion")?.Split('/') is [var group, var version]
            && group == resource.Group
            && resource.Versions.Contains(version)
                ? Task.FromResult(resource.In(version))
                : call.Cluster.Discovery.ResolveAsync(resource, stop);
}
