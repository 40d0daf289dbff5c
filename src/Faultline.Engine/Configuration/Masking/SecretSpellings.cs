using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Configuration.Masking;

/// <summary>How a value may be spelled where it comes to light again.</summary>
internal static class SecretSpellings
{
    // Shorter values occur by chance everywhere; masking them would destroy the record and hide nothing.
    public const int Shortest = 4;

    // Of a text of several lines each may come to light by itself; short ones, such as braces, are no secrets.
    private const int ShortestLine = 16;

    /// <summary>All texts to search for, each once.</summary>
    public static IEnumerable<SoughtText> Of(IEnumerable<string> values) =>
        values.SelectMany(Parts).Where(part => part.Length >= Shortest).Distinct(StringComparer.Ordinal).SelectMany(Spellings).Distinct();

    // What reads a secret from a file or a variable often drops the line break at its end.
    private static IEnumerable<string> Parts(string value)
    {
        var trimmed = value.Trim();
        if (trimmed.Length < Shortest)
        {
            return [];
        }

        var lines = trimmed.Contains('\n', StringComparison.Ordinal)
            ? trimmed.Split('\n').Select(line => line.Trim()).Where(line => line.Length >= ShortestLine)
            : [];
        return lines.Prepend(trimmed).Prepend(value);
    }

    private static IEnumerable<SoughtText> Spellings(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        return Plain(value, bytes)
            .Where(text => text.Length >= Shortest)
            .Select(text => new SoughtText(text))
            .Concat(Base64Spellings.Of(bytes));
    }

    private static IEnumerable<string> Plain(string value, byte[] bytes)
    {
        yield return value;
        yield return Convert.ToHexStringLower(bytes);
        yield return Convert.ToHexString(bytes);

        // URLs and forms; libraries do not agree on what must be escaped, nor on the case of the digits.
        var url = Uri.EscapeDataString(value);
        var path = url.Replace("%2F", "/", StringComparison.Ordinal);
        var script = Unescape(url, "!'()*");
        foreach (var text in new[] { url, path, script, Unescape(url, "!'()*,;:@&=+$/?") })
        {
            yield return text;
            yield return LowerEscapes(text);
            yield return text.Replace("%20", "+", StringComparison.Ordinal);
        }

        yield return WebUtility.UrlEncode(value);

        // JSON: as we write it, with nothing but ASCII as Python does, and as .NET does.
        yield return JsonText.Write(value)[1..^1];
        yield return AsciiJson(value);
        yield return JsonEncodedText.Encode(value).ToString();

        // Python escapes the quotes of one value according to all that stands in the text around it.
        yield return PythonText.Repr(value)[1..^1];
        yield return PythonText.Repr(value + "\"'")[1..^4];

        // Shells, in single quotes and without, and HTML.
        yield return value.Replace("'", "'\\''", StringComparison.Ordinal);
        yield return value.Replace("'", "'\"'\"'", StringComparison.Ordinal);
        yield return string.Concat(
            value.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or > '~' ? $"{c}" : $"\\{c}")
        );
        yield return WebUtility.HtmlEncode(value);
    }

    private static string Unescape(string url, string characters) =>
        characters.Aggregate(url, (text, c) => text.Replace(Uri.HexEscape(c), c.ToString(), StringComparison.Ordinal));

    private static string LowerEscapes(string url)
    {
        var builder = new StringBuilder(url);
        for (var i = 0; i + 2 < url.Length; i++)
        {
            if (url[i] == '%')
            {
                builder[i + 1] = char.ToLowerInvariant(url[i + 1]);
                builder[i + 2] = char.ToLowerInvariant(url[i + 2]);
            }
        }

        return builder.ToString();
    }

    private static string AsciiJson(string value) =>
        string.Concat(
            JsonText
                .Write(value)[1..^1]
                .Select(c => c < 128 ? c.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"))
        );
}
