using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Faultline.Lab.Api;

/// <summary>A certificate authority for one lab, and the one certificate that it ever signs. Neither key leaves this process.</summary>
internal sealed class LabCertificates : IDisposable
{
    private static readonly TimeSpan Validity = TimeSpan.FromDays(365);

    // Clocks of containers and virtual machines on the same machine differ a little.
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    private LabCertificates(X509Certificate2 authority, X509Certificate2 server)
    {
        Authority = authority.ExportCertificatePem();
        Server = server;
    }

    /// <summary>The authority's certificate as PEM text, for those who are to trust the server.</summary>
    public string Authority { get; }

    /// <summary>The server's certificate with its key.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>Makes both for 127.0.0.1 and localhost.</summary>
    public static LabCertificates Make(string labName, TimeProvider time)
    {
        var from = time.GetUtcNow() - Slack;
        var until = from + Validity;
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest($"CN=faultline-lab-{labName}-ca", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        authorityRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authorityRequest.PublicKey, false));
        using var authority = authorityRequest.CreateSelfSigned(from, until);

        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var serverRequest = new CertificateRequest($"CN=faultline-lab-{labName}", serverKey, HashAlgorithmName.SHA256);
        serverRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        serverRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        serverRequest.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        serverRequest.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false)
        );
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        serverRequest.CertificateExtensions.Add(names.Build());
        // Positive, and not shortened: the first bits are 01.
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x3f) | 0x40);
        using var signed = serverRequest.Create(authority, from, until, serial);
        return new LabCertificates(authority, signed.CopyWithPrivateKey(serverKey));
    }

    /// <inheritdoc/>
    public void Dispose() => Server.Dispose();
}
