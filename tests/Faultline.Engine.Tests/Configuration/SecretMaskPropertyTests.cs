using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;
using FsCheck;
using FsCheck.Fluent;

namespace Faultline.Engine.Tests.Configuration;

/// <summary>Random secrets in random texts and encodings never survive; a text without a secret is left alone.</summary>
public sealed partial class SecretMaskPropertyTests
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(3_000);

    private static readonly Gen<string> Secrets = Text("abcXYZ0129-_.~+/=?&%$ '\"\\<>{}:@üß€😀", 4, 40)
        .Where(text => text.Trim().Length >= 4 && !text.Contains("***", StringComparison.Ordinal));

    private static readonly Gen<string> Surroundings = Text("abcXYZ0129+/=%\\'\" \nü€", 0, 12);

    private static readonly Func<string, string>[] Encodings =
    [
        text => text,
        text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
        text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_'),
        text => Convert.ToHexString(Encoding.UTF8.GetBytes(text)),
        text => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)),
        Uri.EscapeDataString,
        text => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal),
        WebUtility.UrlEncode!,
        text => JsonText.Write(text),
        text => System.Text.Json.JsonEncodedText.Encode(text).ToString(),
        text => PythonText.Repr(text),
        text => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'",
        WebUtility.HtmlEncode!,
    ];

    [Fact]
    public void No_encoding_of_a_secret_in_a_longer_text_survives()
    {
        var cases =
            from secret in Secrets
            from before in Surroundings
            from after in Surroundings
            from encode in Gen.Choose(0, Encodings.Length - 1)
            select (secret, before, after, encode);

        Check(
            cases,
            given =>
            {
                var text = Encodings[given.encode](given.before + given.secret + given.after);
                var masked = Of(given.secret).Apply(text);
                return masked != text && !Holds(masked, given.secret.Trim(), given.encode);
            }
        );
    }

    [Fact]
    public void A_text_without_secrets_is_the_same()
    {
        var cases = from secret in Secrets from text in Text("ghiJKL5678 \n", 0, 200) select (secret: "0" + secret + "0", text);

        Check(cases, given => ReferenceEquals(Of(given.secret).Apply(given.text), given.text));
    }

    [Fact]
    public void A_stream_is_masked_as_its_whole_is()
    {
        var cases =
            from secret in Secrets
            from texts in Gen.ListOf(Gen.OneOf(Surroundings, Gen.Constant(secret), Gen.Constant(Encodings[1]("u:" + secret))))
            from size in Gen.Choose(1, 50)
            select (secret, text: string.Concat(texts), size);

        Check(
            cases,
            given =>
            {
                var mask = Of(given.secret);
                using var result = new MemoryStream();
                var stream = mask.Follow(result.Write);
                foreach (var piece in Encoding.UTF8.GetBytes(given.text).Chunk(given.size))
                {
                    stream.Write(piece);
                }

                stream.Complete();
                return Encoding.UTF8.GetString(result.ToArray()) == mask.Apply(given.text);
            }
        );
    }

    private static SecretMask Of(string secret) => new(DataObject.Of(("g", DataObject.Of(("s", secret)))));

    // Read back by other means than those that masked it.
    private static bool Holds(string masked, string secret, int encode) =>
        encode switch
        {
            1 or 2 => masked
                .Split(SecretMask.Mask)
                .SelectMany(part => Base64().Matches(part).Select(match => match.Value))
                .SelectMany(run => Enumerable.Range(0, 4).Where(skip => skip < run.Length).Select(skip => Decoded(run[skip..])))
                .Any(bytes => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0),
            3 or 4 => masked.Contains(Convert.ToHexString(Encoding.UTF8.GetBytes(secret)), StringComparison.OrdinalIgnoreCase),
            5 or 6 or 7 => Uri.UnescapeDataString(masked.Replace('+', ' ')).Contains(secret, StringComparison.Ordinal),
            12 => WebUtility.HtmlDecode(masked).Contains(secret, StringComparison.Ordinal),
            _ => masked.Contains(Encodings[encode](secret).Trim('"', '\''), StringComparison.Ordinal),
        };

    private static byte[] Decoded(string run)
    {
        var text = run.Replace('-', '+').Replace('_', '/');
        text = text[..(text.Length - (text.Length % 4 == 1 ? 1 : 0))];
        return Convert.FromBase64String(text + new string('=', (4 - (text.Length % 4)) % 4));
    }

    private static Gen<string> Text(string alphabet, int least, int most) =>
        from length in Gen.Choose(least, most)
        from runes in Gen.Elements(alphabet.EnumerateRunes().Select(rune => rune.ToString()).ToArray()).ListOf(length)
        select string.Concat(runes);

    private static void Check<T>(Gen<T> values, Func<T, bool> holds) => Prop.ForAll(values.ToArbitrary(), holds).Check(Settings);

    [GeneratedRegex("[A-Za-z0-9+/_-]+")]
    private static partial Regex Base64();
}
