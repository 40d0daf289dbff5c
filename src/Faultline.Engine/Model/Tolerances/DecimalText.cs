using System.Globalization;
using System.Numerics;
using System.Text;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>Reads texts as Python's <c>Decimal(text)</c> does.</summary>
internal static class DecimalText
{
    // The largest exponent, up or down, that Python's decimals have.
    private const long LargestExponent = 999_999_999_999_999_999;

    /// <summary>
    /// The number that a text spells: digits of any script with a point and an exponent, underscores anywhere and blanks around,
    /// or an infinity or NaN in any case. Null where it spells none.
    /// </summary>
    public static ExactDecimal? Read(string text)
    {
        if (Plain(text) is not { Length: > 0 } plain)
        {
            return null;
        }

        var negative = plain[0] == '-';
        var rest = plain[0] is '-' or '+' ? plain[1..] : plain;
        return rest switch
        {
            "inf" or "infinity" => negative ? ExactDecimal.NegativeInfinity : ExactDecimal.PositiveInfinity,
            _ when IsNaN(rest) => ExactDecimal.NaN,
            _ => ReadFinite(rest, negative),
        };
    }

    private static bool IsNaN(string text)
    {
        var digits =
            text.StartsWith("nan", StringComparison.Ordinal) ? text[3..]
            : text.StartsWith("snan", StringComparison.Ordinal) ? text[4..]
            : null;
        return digits is not null && digits.All(char.IsAsciiDigit);
    }

    private static ExactDecimal? ReadFinite(string text, bool negative)
    {
        var e = text.IndexOf('e', StringComparison.Ordinal);
        var mantissa = e < 0 ? text : text[..e];
        if (!TryReadExponent(e < 0 ? "0" : text[(e + 1)..], out var exponent))
        {
            return null;
        }

        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        if (digits.Length == 0 || !digits.All(char.IsAsciiDigit))
        {
            return null;
        }

        var coefficient = BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return ExactDecimal.Of(negative ? -coefficient : coefficient, exponent - (point < 0 ? 0 : mantissa.Length - point - 1));
    }

    private static bool TryReadExponent(string text, out long exponent)
    {
        exponent = 0;
        var digits = text is ['-' or '+', ..] ? text[1..] : text;
        return digits.Length > 0
            && digits.All(char.IsAsciiDigit)
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
            && Math.Abs(exponent) <= LargestExponent;
    }

    // Without blanks around and underscores within, in lower case, with ASCII digits; null where another character stands in it.
    private static string? Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.Trim(PythonCharacters.Blanks).EnumerateRunes())
        {
            if (rune.Value == '_')
            {
                continue;
            }

            if (!rune.IsAscii && Rune.GetUnicodeCategory(rune) != UnicodeCategory.DecimalDigitNumber)
            {
                return null;
            }

            plain.Append(rune.IsAscii ? char.ToLowerInvariant((char)rune.Value) : (char)('0' + (int)Rune.GetNumericValue(rune)));
        }

        return plain.ToString();
    }
}
