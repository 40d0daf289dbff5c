using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Tests.Secrets;

/// <summary>What a secret would look like in an artefact.</summary>
internal static class SecretTraces
{
    public static IEnumerable<byte[]> Of(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        foreach (var text in Texts(secret, bytes).Where(text => text.Length >= 4).Distinct())
        {
            yield return Encoding.UTF8.GetBytes(text);
        }
    }

    /// <summary>The traces of secrets that bytes hold, as "secret: trace".</summary>
    public static IEnumerable<string> In(byte[] bytes, IEnumerable<string> secrets) =>
        secrets.SelectMany(secret =>
            Of(secret).Where(trace => bytes.AsSpan().IndexOf(trace) >= 0).Select(trace => $"{secret}: {Encoding.UTF8.GetString(trace)}")
        );

    private static IEnumerable<string> Texts(string secret, byte[] bytes)
    {
        yield return secret;
        foreach (var line in secret.Split('\n').Where(line => line.Length >= 16))
        {
            yield return line;
        }

        yield return Convert.ToHexString(bytes);
        yield return Convert.ToHexStringLower(bytes);
        yield return Uri.EscapeDataString(secret);
        yield return JsonText.Write(secret)[1..^1];
        yield return PythonText.Repr(secret)[1..^1];
        for (var shift = 0; shift < 3; shift++)
        {
            // Groups of four characters that hold nothing but the secret.
            var base64 = Convert.ToBase64String([.. new byte[shift], .. bytes]);
            var core = base64[(shift > 0 ? 4 : 0)..^4];
            yield return core;
            yield return core.Replace('+', '-').Replace('/', '_');
        }
    }
}
