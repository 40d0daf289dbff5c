using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Objects;

/// <summary>Looks whether there is an object.</summary>
internal static class Existence
{
    /// <summary>Whether a namespace has an object with a name, with labels, with both, or at all.</summary>
    public static async Task<bool> AnyAsync(
        KubernetesCall call,
        ResourceType type,
        string ns,
        string? name,
        string? labels,
        CancellationToken stop
    ) => !(await call.Cluster.ListAsync(type, ns, ListOptions.By(name, labels), stop)).IsEmpty;
}
