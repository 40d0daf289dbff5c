using System.Text.RegularExpressions;

namespace Faultline.Providers.Kubernetes.Access;

/// <summary>Texts of others, which may quote a secret.</summary>
internal static partial class OpaqueText
{
    private const int Most = 300;

    /// <summary>The text without anything that looks like a token, and not too long.</summary>
    public static string Mask(string text)
    {
        var masked = Opaque().Replace(text.ReplaceLineEndings(" ").Trim(), "***");
        return masked.Length <= Most ? masked : masked[..Most] + "…";
    }

    // Tokens are long and have digits; words, paths and addresses are short between their slashes, or have none.
    [GeneratedRegex(@"(?=[\w.+=~-]*[0-9])[\w.+=~-]{32,}")]
    private static partial Regex Opaque();
}
