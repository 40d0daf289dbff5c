using System.Security.Cryptography.X509Certificates;

namespace Faultline.Providers.Kubernetes.Access;

/// <summary>Who we are for one request.</summary>
/// <param name="Authorization">The value of the Authorization header; null for none.</param>
/// <param name="Certificate">A client certificate with its key; null for none.</param>
internal sealed record Identification(string? Authorization, X509Certificate2? Certificate = null)
{
    public static Identification Anonymous { get; } = new(Authorization: null);

    // A record prints its members, and these are secret.
    public override string ToString() => nameof(Identification);
}

/// <summary>A way to identify ourselves. What it hands out may change over time.</summary>
internal interface ICredential
{
    /// <summary>What to send with the next request.</summary>
    /// <exception cref="ClusterAccessException">It can't be obtained.</exception>
    ValueTask<Identification> GetAsync(CancellationToken stop);

    /// <summary>The server refused what was handed out. True where asking again may give something else.</summary>
    bool Refused(Identification refused);

    /// <summary>Every secret that was handed out so far, so that messages can be freed of them.</summary>
    IEnumerable<string> Secrets { get; }
}
