using System.Collections.Immutable;

namespace Faultline.Providers.Kubernetes.Access;

/// <summary>All it takes to talk to one cluster as one identity.</summary>
internal sealed class ResolvedAccess
{
    public required ClusterAccess Description { get; init; }

    public required Uri Server { get; init; }

    public TlsSettings Tls { get; init; } = new();

    /// <summary>A proxy for this cluster alone, from its kubeconfig; null to go by the environment.</summary>
    public Uri? Proxy { get; init; }

    public required ICredential Credential { get; init; }

    /// <summary>Headers that ask to act as somebody else; mostly none.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Impersonation { get; init; } = [];

    /// <summary>What to do when the server refuses the credentials: a sentence.</summary>
    public required string LogInAgain { get; init; }

    /// <summary>What to do when the server can't be reached: a sentence.</summary>
    public string WhenUnreachable { get; init; } = "Check that the cluster runs and that its address is right.";

    /// <summary>Equal for accesses that may share connections and credentials; it reveals none of them.</summary>
    public required string Fingerprint { get; init; }
}
