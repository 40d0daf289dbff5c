using System.Security.Cryptography.X509Certificates;

namespace Faultline.Providers.Kubernetes.Access;

/// <summary>How a server proves who it is, and how we prove it where that takes a fixed certificate.</summary>
internal sealed record TlsSettings
{
    /// <summary>The only authorities to trust; null for those of the system.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>Whether any certificate will do.</summary>
    public bool SkipVerification { get; init; }

    /// <summary>The name to ask for and to verify in place of the address's host.</summary>
    public string? ServerName { get; init; }

    /// <summary>Our certificate with its key first, then the certificates that lead to its authority.</summary>
    public X509Certificate2Collection? ClientCertificate { get; init; }
}
