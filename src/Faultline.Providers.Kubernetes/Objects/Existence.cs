using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Objects;

/// <summary>Probes that look whether there is an object.</summary>
internal static class Existence
{
    /// <summary>Whether a namespace has an object with a name, with labels, with both, or at all.</summary>
    public static async Task<bool> AnyAsync(KubernetesCall call, ResourceType type, string? name, string? labels, CancellationToken stop) =>
        !(await call.Cluster.ListAsync(type, call.Namespace, ListOptions.By(name, labels), stop)).IsEmpty;
}
