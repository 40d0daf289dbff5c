using Faultline.Abstractions.Data;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>How Python compares the values that JSON can hold: numbers and booleans by value, exactly; everything else by kind.</summary>
internal static class PythonComparison
{
    /// <summary>
    /// <c>left == right</c>: <c>1 == 1.0 == True</c>, objects without regard to the order of their keys, never equal to NaN.
    /// </summary>
    public static bool Equal(DataNode left, DataNode right) => Equal(left, right, out _);

    /// <summary><c>left == right</c>, and how many pairs of values were put side by side to tell.</summary>
    public static bool Equal(DataNode left, DataNode right, out long looked)
    {
        looked = 0;

        // A stack of our own: data may nest deeper than the thread's.
        var pairs = new Stack<(DataNode Left, DataNode Right)>([(left, right)]);
        while (pairs.TryPop(out var pair))
        {
            var open = pairs.Count;
            var equal = pair switch
            {
                (DataArray a, DataArray b) => PushItems(pairs, a, b),
                (DataObject a, DataObject b) => PushMembers(pairs, a, b),
                (DataString a, DataString b) => string.Equals(a.Value, b.Value, StringComparison.Ordinal),
                (DataNull, DataNull) => true,
                var (a, b) => IsNumeric(a) && IsNumeric(b) && CompareNumbers(a, b) == 0,
            };
            looked += 1 + pairs.Count - open;
            if (!equal)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary><c>left &lt;= right</c>: between numbers, between strings by code point, between lists item by item.</summary>
    public static ComparisonResult AtMost(DataNode left, DataNode right)
    {
        while (true)
        {
            switch (left, right)
            {
                case (DataString a, DataString b):
                    return new ComparisonResult(CompareTexts(a.Value, b.Value) <= 0);
                case (DataArray a, DataArray b):
                    if (FirstDifference(a, b) is not var (x, y))
                    {
                        return new ComparisonResult(a.Items.Length <= b.Items.Length);
                    }

                    (left, right) = (x, y);
                    break;
                default:
                    return IsNumeric(left) && IsNumeric(right)
                        ? new ComparisonResult(CompareNumbers(left, right) <= 0)
                        : new ComparisonResult(
                            false,
                            $"'<=' not supported between instances of '{TypeName(left)}' and '{TypeName(right)}'"
                        );
            }
        }
    }

    /// <summary><c>low &lt;= value &lt;= high</c>; where the first does not hold, the second is not looked at.</summary>
    public static ComparisonResult Between(DataNode low, DataNode value, DataNode high) =>
        AtMost(low, value) is { Holds: false } first ? first : AtMost(value, high);

    /// <summary><c>low &lt;= value &lt;= high</c> between decimals, of which none can be compared with NaN.</summary>
    public static ComparisonResult Between(ExactDecimal low, ExactDecimal value, ExactDecimal high)
    {
        if (low.IsNaN || value.IsNaN)
        {
            return new ComparisonResult(false, "NaN is neither less nor greater than any number");
        }

        if (ExactDecimal.Compare(low, value) > 0)
        {
            return new ComparisonResult(false);
        }

        return high.IsNaN
            ? new ComparisonResult(false, "NaN is neither less nor greater than any number")
            : new ComparisonResult(ExactDecimal.Compare(value, high) <= 0);
    }

    /// <summary><c>item in list</c>.</summary>
    public static bool IsIn(DataNode item, DataArray list) => list.Items.Any(each => Equal(item, each));

    /// <summary><c>bool(value)</c>: false for null, zero and everything empty; true for NaN.</summary>
    public static bool IsTruthy(DataNode value) =>
        value switch
        {
            DataNull => false,
            DataBoolean boolean => boolean.Value,
            DataString text => text.Value.Length > 0,
            DataArray array => array.Items.Length > 0,
            DataObject mapping => mapping.Members.Length > 0,
            _ => CompareNumbers(value, DataBoolean.False) != 0,
        };

    /// <summary>
    /// <c>Decimal(value)</c>: a float by its exact binary value, a text by its digits, a boolean as 0 or 1; a text that spells no
    /// number is <see cref="DecimalReading.NotANumber"/>, null, a list and an object are refused.
    /// </summary>
    public static DecimalReading ToDecimal(DataNode value) =>
        value switch
        {
            DataString text => DecimalText.Read(text.Value) is { } number ? DecimalReading.Of(number) : DecimalReading.NotANumber,
            _ when IsNumeric(value) => DecimalReading.Of(Exact(value)),
            _ => DecimalReading.Refused($"conversion from {TypeName(value)} to Decimal is not supported"),
        };

    /// <summary>Whether Python does arithmetic with the value: numbers and booleans.</summary>
    public static bool IsNumeric(DataNode value) => value is DataNumber or DataBoolean;

    /// <summary>The exact order of two numeric values; null where one is NaN.</summary>
    public static int? CompareNumbers(DataNode left, DataNode right) =>
        (left, right) switch
        {
            (DataNumber { IsInteger: true } a, DataNumber { IsInteger: true } b) => a.ToBigInteger().CompareTo(b.ToBigInteger()),
            (DataNumber { IsInteger: false } a, DataNumber { IsInteger: false } b) => CompareDoubles(a.ToDouble(), b.ToDouble()),
            _ => ExactDecimal.Compare(Exact(left), Exact(right)),
        };

    /// <summary>The name that Python's messages give the value's type.</summary>
    public static string TypeName(DataNode value) =>
        value switch
        {
            DataString => "str",
            DataBoolean => "bool",
            DataNumber { IsInteger: true } => "int",
            DataNumber => "float",
            DataArray => "list",
            DataObject => "dict",
            _ => "NoneType",
        };

    private static int? CompareDoubles(double left, double right) =>
        double.IsNaN(left) || double.IsNaN(right) ? null
        : left < right ? -1
        : left > right ? 1
        : 0;

    private static ExactDecimal Exact(DataNode value) =>
        value is DataNumber number ? ExactDecimal.Of(number) : ExactDecimal.Of(value is DataBoolean { Value: true } ? 1 : 0);

    private static bool PushItems(Stack<(DataNode, DataNode)> pairs, DataArray left, DataArray right)
    {
        if (left.Items.Length != right.Items.Length)
        {
            return false;
        }

        for (var i = left.Items.Length - 1; i >= 0; i--)
        {
            pairs.Push((left.Items[i], right.Items[i]));
        }

        return true;
    }

    private static bool PushMembers(Stack<(DataNode, DataNode)> pairs, DataObject left, DataObject right)
    {
        if (left.Members.Length != right.Members.Length)
        {
            return false;
        }

        foreach (var member in left.Members)
        {
            if (!right.TryGet(member.Key, out var other))
            {
                return false;
            }

            pairs.Push((member.Value, other));
        }

        return true;
    }

    private static (DataNode Left, DataNode Right)? FirstDifference(DataArray left, DataArray right)
    {
        for (var i = 0; i < Math.Min(left.Items.Length, right.Items.Length); i++)
        {
            if (!Equal(left.Items[i], right.Items[i]))
            {
                return (left.Items[i], right.Items[i]);
            }
        }

        return null;
    }

    // UTF-16 orders the characters beyond U+FFFF before those from U+E000 on; Python orders by code point.
    private static int CompareTexts(string left, string right)
    {
        var same = left.AsSpan().CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        var (a, b) = (left[same], right[same]);
        return char.IsSurrogate(a) == char.IsSurrogate(b) ? a.CompareTo(b)
            : char.IsSurrogate(a) ? 1
            : -1;
    }
}
