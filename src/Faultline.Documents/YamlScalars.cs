using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;

namespace Faultline.Documents;

/// <summary>
/// The implicit types of YAML 1.1 (yaml.org/type), in PyYAML's reading: <c>yes</c> is true, <c>010</c> is 8, <c>12:30:45</c> is
/// 45045, dates are dates. Where the text of a number is also JSON, it is kept.
/// </summary>
internal static partial class YamlScalars
{
    // Python's own bound for the text of an int.
    private const int MostDigits = 4300;

    private const int LeastDate = 10;

    public static DataNode Resolve(string text, SourcePosition position)
    {
        if (text.Length == 0)
        {
            return new DataNull(position);
        }

        // Every implicit type begins with one of these; most plain scalars don't.
        if (!"-+.0123456789~nNtTfFyYoO".Contains(text[0], StringComparison.Ordinal))
        {
            return new DataString(text, position);
        }

        if (Boolean(text, position) is { } boolean)
        {
            return boolean;
        }

        if (text is "~" or "null" or "Null" or "NULL")
        {
            return new DataNull(position);
        }

        if ((Integer(text, position) ?? Number(text, position)) is { } number)
        {
            return number;
        }

        // A day without a time is a date only where month and day have two digits each.
        return (text.Length < LeastDate ? null : Timestamp(text, position)) ?? new DataString(text, position);
    }

    /// <summary>The value of a scalar with an explicit tag; null where the tag is not one of plain data.</summary>
    public static DataNode? Construct(string tag, string text, SourcePosition position) =>
        tag switch
        {
            "tag:yaml.org,2002:str" => new DataString(text, position),
            "tag:yaml.org,2002:null" => new DataNull(position),
            "tag:yaml.org,2002:bool" => Boolean(text, position) ?? throw Wrong(text, "a boolean", position),
            "tag:yaml.org,2002:int" => Integer(text, position) ?? throw Wrong(text, "an integer", position),
            "tag:yaml.org,2002:float" => Number(text, position) ?? AsFloat(text, position),
            "tag:yaml.org,2002:timestamp" => Timestamp(text, position) ?? throw Wrong(text, "a date", position),
            _ => null,
        };

    private static DataSyntaxException Wrong(string text, string what, SourcePosition position) => new($"'{text}' is not {what}", position);

    private static DataBoolean? Boolean(string text, SourcePosition position) =>
        text switch
        {
            "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => new DataBoolean(true, position),
            "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => new DataBoolean(false, position),
            _ => null,
        };

    private static DataNumber? Integer(string text, SourcePosition position)
    {
        if (!IntegerPattern().IsMatch(text))
        {
            return null;
        }

        if (text.Length > MostDigits)
        {
            throw new DataSyntaxException(
                $"a number has at most {MostDigits} digits; put it in quotes if it is meant to be a text",
                position
            );
        }

        var digits = text.Replace("_", "", StringComparison.Ordinal);
        var negative = digits[0] == '-';
        digits = digits.TrimStart('+', '-');
        var value =
            digits.StartsWith("0b", StringComparison.Ordinal) ? InBase(digits[2..], 2)
            : digits.StartsWith("0x", StringComparison.Ordinal) ? InBase(digits[2..], 16)
            : digits.Contains(':', StringComparison.Ordinal) ? Sexagesimal(digits)
            : digits[0] == '0' ? InBase(digits, 8)
            : BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return new DataNumber((negative ? -value : value).ToString(CultureInfo.InvariantCulture), position);
    }

    private static DataNumber? Number(string text, SourcePosition position)
    {
        if (!FloatPattern().IsMatch(text))
        {
            return null;
        }

        var digits = text.Replace("_", "", StringComparison.Ordinal);
        if (JsonNumber().IsMatch(digits))
        {
            return new DataNumber(digits, position);
        }

        var sign = digits[0] == '-' ? -1.0 : 1.0;
        var bare = digits.TrimStart('+', '-');
        var value = bare switch
        {
            ".inf" or ".Inf" or ".INF" => double.PositiveInfinity,
            ".nan" or ".NaN" or ".NAN" => double.NaN,
            _ when bare.Contains(':', StringComparison.Ordinal) => SexagesimalFloat(bare),
            _ => double.Parse(bare, NumberStyles.Float, CultureInfo.InvariantCulture),
        };
        return new DataNumber(DataNumber.From(sign * value).Text, position);
    }

    private static DataNumber AsFloat(string text, SourcePosition position) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? new DataNumber(DataNumber.From(value).Text, position)
            : throw Wrong(text, "a number", position);

    // Dates and times are texts in ISO 8601 from here on, which is how the reference writes them down.
    private static DataString? Timestamp(string text, SourcePosition position)
    {
        var match = TimestampPattern().Match(text);
        if (!match.Success)
        {
            return null;
        }

        int Part(string name) => match.Groups[name].Success ? int.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture) : 0;

        if (
            Part("month") is < 1 or > 12
            || Part("day") < 1
            || Part("year") < 1
            || Part("day") > DateTime.DaysInMonth(Part("year"), Part("month"))
            || Part("hour") > 23
            || Part("minute") > 59
            || Part("second") > 59
            || (Part("zoneHour") * 60) + Part("zoneMinute") >= 24 * 60
        )
        {
            throw Wrong(text, "a date; put it in quotes if it is meant to be a text", position);
        }

        var date = string.Create(CultureInfo.InvariantCulture, $"{Part("year"):0000}-{Part("month"):00}-{Part("day"):00}");
        if (!match.Groups["hour"].Success)
        {
            return new DataString(date, position);
        }

        var fraction = match.Groups["fraction"].Value.PadRight(6, '0')[..6];
        var zone = match.Groups["zone"].Value switch
        {
            "" => "",
            "Z" => "+00:00",
            _ => Zone(match.Groups["sign"].Value, (Part("zoneHour") * 60) + Part("zoneMinute")),
        };
        return new DataString(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{date}T{Part("hour"):00}:{Part("minute"):00}:{Part("second"):00}{(fraction == "000000" ? "" : "." + fraction)}{zone}"
            ),
            position
        );
    }

    private static string Zone(string sign, int minutes) =>
        string.Create(CultureInfo.InvariantCulture, $"{(minutes == 0 ? "+" : sign)}{minutes / 60:00}:{minutes % 60:00}");

    private static BigInteger InBase(string digits, int radix) =>
        digits.Aggregate(BigInteger.Zero, (value, digit) => (value * radix) + Convert.ToInt32(digit.ToString(), 16));

    private static BigInteger Sexagesimal(string digits) =>
        digits.Split(':').Aggregate(BigInteger.Zero, (value, part) => (value * 60) + BigInteger.Parse(part, CultureInfo.InvariantCulture));

    // From the last part to the first, as PyYAML adds them up: the order decides the last digit.
    private static double SexagesimalFloat(string digits) =>
        Enumerable
            .Reverse(digits.Split(':'))
            .Aggregate(
                (Value: 0.0, Unit: 1.0),
                (sum, part) => (sum.Value + (double.Parse(part, CultureInfo.InvariantCulture) * sum.Unit), sum.Unit * 60)
            )
            .Value;

    [GeneratedRegex(
        "^(?:[-+]?0b_*[01][01_]*|[-+]?0[0-7_]*|[-+]?[1-9][0-9_]*|[-+]?0x_*[0-9a-fA-F][0-9a-fA-F_]*|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)\\z"
    )]
    private static partial Regex IntegerPattern();

    [GeneratedRegex(
        "^(?:[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
            + "|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))\\z"
    )]
    private static partial Regex FloatPattern();

    [GeneratedRegex("^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?\\z")]
    private static partial Regex JsonNumber();

    [GeneratedRegex(
        "^(?<year>[0-9]{4})-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})"
            + "(?:(?:[Tt]|[ \\t]+)(?<hour>[0-9]{1,2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(?:\\.(?<fraction>[0-9]*))?"
            + "(?:[ \\t]*(?<zone>Z|(?<sign>[-+])(?<zoneHour>[0-9]{1,2})(?::(?<zoneMinute>[0-9]{2}))?))?)?\\z"
    )]
    private static partial Regex TimestampPattern();
}
