using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Access;
using Faultline.Providers.Kubernetes.Changes;

namespace Faultline.Providers.Kubernetes.Client;

/// <summary>The clients of a run: one for each cluster and identity, so that connections and log-ins are shared.</summary>
/// <param name="resolver">Finds clusters.</param>
/// <param name="environment">The environment.</param>
/// <param name="time">The clock of deadlines.</param>
/// <param name="open">Makes a client; null for one that does what it is asked to.</param>
internal sealed class KubernetesClients(
    AccessResolver resolver,
    IEnvironment environment,
    TimeProvider time,
    Func<ResolvedAccess, KubernetesClient>? open = null
) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, KubernetesClient> _clients = new(StringComparer.Ordinal);

    /// <summary>The client that the secrets of a call lead to, with the access as it was resolved now.</summary>
    /// <exception cref="ClusterAccessException">They lead to none.</exception>
    public (KubernetesClient Client, ClusterAccess Access) For(DataObject secrets)
    {
        var access = resolver.Resolve(secrets);
        lock (_lock)
        {
            if (!_clients.TryGetValue(access.Fingerprint, out var client))
            {
                client = open?.Invoke(access) ?? new KubernetesClient(access, ClusterConnection.Open(access, environment), time);
                _clients.Add(access.Fingerprint, client);
            }

            return (client, access.Description);
        }
    }

    /// <summary>What has been changed by way of these clients.</summary>
    public OwnChanges Own { get; } = new();

    /// <summary>How another process finds the cluster again.</summary>
    public ClusterReach ReachOf(DataObject secrets, KubernetesClient client) =>
        ClusterReach.Of(secrets, environment, client.Access, client.Transport.Access.Credential is ExecCredential);

    public string Namespace(DataObject secrets) => resolver.Namespace(secrets);

    public bool AllowsProtectedNamespaces =>
        string.Equals(environment.Get("FAULTLINE_ALLOW_PROTECTED_NAMESPACES"), "true", StringComparison.OrdinalIgnoreCase);

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var client in _clients.Values)
            {
                client.Dispose();
            }

            _clients.Clear();
        }
    }
}
