using System.Security.Cryptography;
using System.Text;

namespace Faultline.Providers.Kubernetes.Access;

/// <summary>One short text for many, some of them secret.</summary>
internal static class Fingerprint
{
    public static string Of(params IEnumerable<string?> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            // The length keeps "ab","c" and "a","bc" apart.
            var bytes = Encoding.UTF8.GetBytes(part ?? "");
            hash.AppendData(BitConverter.GetBytes(part is null ? -1 : bytes.Length));
            hash.AppendData(bytes);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
