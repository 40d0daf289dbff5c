using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Faultline.Abstractions;
using Faultline.Providers.Kubernetes.Access;

namespace Faultline.Providers.Kubernetes.Client;

/// <summary>Makes the connections to one cluster.</summary>
internal static class ClusterConnection
{
    public static SocketsHttpHandler Open(ResolvedAccess access, IEnvironment environment) =>
        new()
        {
            // A redirect would carry our credentials to whomever it names.
            AllowAutoRedirect = false,
            UseCookies = false,
            Proxy = new ClusterProxy(access.Proxy, environment),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            SslOptions = Tls(access),
        };

    private static SslClientAuthenticationOptions Tls(ResolvedAccess access)
    {
        var tls = access.Tls;
        var options = new SslClientAuthenticationOptions { CertificateRevocationCheckMode = X509RevocationMode.NoCheck };
        if (tls.SkipVerification)
        {
#pragma warning disable CA5359 // The user asked for it: insecure-skip-tls-verify, or KUBERNETES_VERIFY_SSL=false.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (tls.Authorities is not null)
        {
            options.CertificateChainPolicy = TrustOnly(tls.Authorities);
        }

        if (tls.ClientCertificate is [var own, ..])
        {
            options.ClientCertificateContext = SslStreamCertificateContext.Create(own, tls.ClientCertificate, offline: true);
        }
        else if (access.Credential is ExecCredential exec)
        {
            options.LocalCertificateSelectionCallback = (_, _, _, _, _) => exec.Certificate!;
        }

        return options;
    }

    private static X509ChainPolicy TrustOnly(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }
}
