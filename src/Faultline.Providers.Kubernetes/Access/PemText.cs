using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Faultline.Providers.Kubernetes.Access;

/// <summary>A PEM text and where it was found.</summary>
/// <param name="Text">The text; for a key it is secret.</param>
/// <param name="Place">Where it stands, for messages.</param>
internal sealed record PemText(string Text, string Place)
{
    // A record prints its members, and a key is secret.
    public override string ToString() => Place;

    public static PemText FromFile(string path, string key)
    {
        try
        {
            return new PemText(File.ReadAllText(path), $"'{path}' ({key})");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClusterAccessException($"The file '{path}' ({key}) can't be read: {FileProblem.Explain(e)}.");
        }
    }

    public X509Certificate2Collection Certificates()
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(Text);
        }
        catch (CryptographicException)
        {
            throw Wrong("certificate");
        }

        return found.Count > 0 ? found : throw Wrong("certificate");
    }

    /// <summary>The certificates of this text, the first of them with its private key.</summary>
    public X509Certificate2Collection CertificatesWithKey(PemText key)
    {
        var all = Certificates();
        try
        {
            all[0] = X509Certificate2.CreateFromPem(Text, key.Text);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new ClusterAccessException(
                $"{key.Place} holds no private key in PEM form, without a passphrase, that fits the certificate in {Place}."
            );
        }

        return all;
    }

    private ClusterAccessException Wrong(string what) => new($"{Place} holds no {what} in PEM form.");
}
