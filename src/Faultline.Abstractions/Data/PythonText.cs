using System.Globalization;
using System.Text;

namespace Faultline.Abstractions.Data;

/// <summary>
/// Python's spelling of values: what <c>str()</c> and <c>repr()</c> print. Experiments written for the Chaos Toolkit rely on it
/// wherever a value becomes part of a text (reference specification §8).
/// </summary>
public static class PythonText
{
    /// <summary><c>str(value)</c>: a string as it is, everything else as <see cref="Repr"/>.</summary>
    public static string Str(DataNode node) => node is DataString text ? text.Value : Repr(node);

    /// <summary><c>repr(value)</c>: <c>'text'</c>, <c>True</c>, <c>None</c>, <c>1.0</c>, <c>{'k': [1, 'v']}</c>.</summary>
    public static string Repr(DataNode node)
    {
        var builder = new StringBuilder();
        Append(builder, node);
        return builder.ToString();
    }

    /// <summary><c>repr(float)</c>: the shortest text that reads back as the same double, with a point or an exponent.</summary>
    public static string SpellFloat(double value)
    {
        if (double.IsNaN(value))
        {
            return "nan";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "inf" : "-inf";
        }

        var (sign, digits, exponent) = Decompose(Shortest(value));
        if (exponent is < -4 or >= 16)
        {
            var mantissa = digits.Length == 1 ? digits : digits[..1] + "." + digits[1..];
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        if (exponent < 0)
        {
            return sign + "0." + new string('0', -exponent - 1) + digits;
        }

        return digits.Length <= exponent + 1
            ? sign + digits.PadRight(exponent + 1, '0') + ".0"
            : sign + digits[..(exponent + 1)] + "." + digits[(exponent + 1)..];
    }

    // .NET prints some powers of two, 2**-25 among them, a digit too short to be read back.
    private static string Shortest(double value) =>
        value.ToString("R", CultureInfo.InvariantCulture) is var text && double.Parse(text, CultureInfo.InvariantCulture) == value
            ? text
            : value.ToString("E16", CultureInfo.InvariantCulture);

    // "-12.5E+20" to its sign, its significant digits "125" and the power of ten of the first of them, 21.
    private static (string Sign, string Digits, int Exponent) Decompose(string round)
    {
        var sign = round.StartsWith('-') ? "-" : "";
        var text = round[sign.Length..];
        var power = 0;
        if (text.IndexOf('E', StringComparison.Ordinal) is var e and >= 0)
        {
            power = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }

        var point = text.IndexOf('.', StringComparison.Ordinal) is var at and >= 0 ? at : text.Length;
        var all = text.Replace(".", "", StringComparison.Ordinal);
        var digits = all.TrimStart('0');
        var first = all.Length - digits.Length;
        return digits.Length == 0 ? (sign, "0", 0) : (sign, digits.TrimEnd('0'), power + point - 1 - first);
    }

    private static void Append(StringBuilder builder, DataNode node)
    {
        switch (node)
        {
            case DataString text:
                AppendQuoted(builder, text.Value);
                break;
            case DataNumber { IsInteger: true } number:
                builder.Append(number.Text == "-0" ? "0" : number.Text);
                break;
            case DataNumber number:
                builder.Append(SpellFloat(number.ToDouble()));
                break;
            case DataBoolean boolean:
                builder.Append(boolean.Value ? "True" : "False");
                break;
            case DataNull:
                builder.Append("None");
                break;
            case DataArray array:
                builder.Append('[');
                for (var i = 0; i < array.Items.Length; i++)
                {
                    builder.Append(i == 0 ? "" : ", ");
                    Append(builder, array.Items[i]);
                }

                builder.Append(']');
                break;
            case DataObject mapping:
                builder.Append('{');
                for (var i = 0; i < mapping.Members.Length; i++)
                {
                    builder.Append(i == 0 ? "" : ", ");
                    AppendQuoted(builder, mapping.Members[i].Key);
                    builder.Append(": ");
                    Append(builder, mapping.Members[i].Value);
                }

                builder.Append('}');
                break;
            default:
                throw new System.Diagnostics.UnreachableException(node.Kind);
        }
    }

    private static void AppendQuoted(StringBuilder builder, string text)
    {
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        builder.Append(quote);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\\' => builder.Append(@"\\"),
                '\n' => builder.Append(@"\n"),
                '\r' => builder.Append(@"\r"),
                '\t' => builder.Append(@"\t"),
                _ when rune.Value == quote => builder.Append('\\').Append(quote),
                < 0x20 or 0x7f => builder.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
                > 0x7f and <= 0xff when !IsPrintable(rune) => builder.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
                > 0xff and <= 0xffff when !IsPrintable(rune) => builder.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                > 0xffff when !IsPrintable(rune) => builder.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
                _ => builder.Append(rune.ToString()),
            };
        }

        builder.Append(quote);
    }

    // str.isprintable(): not "other" and not a separator, but for the space.
    private static bool IsPrintable(Rune rune) =>
        rune.Value == ' '
        || Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.SpaceSeparator
            );
}
