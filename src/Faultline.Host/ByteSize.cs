using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Host;

/// <summary>An amount of bytes: a number of them, or a text such as "512K", "64M", "10GiB" (units of 1024).</summary>
internal sealed class ByteSize : ArgumentType<long>
{
    private const string Units = "KMGT";

    public override string Name => "string";

    public override string Expected => "a number of bytes, or a text such as '64M'";

    public override ImmutableArray<string> Forms => ["string", "number"];

    /// <summary>An amount in words: <c>64 MiB</c>.</summary>
    public static string Words(long bytes)
    {
        var unit = 0;
        double amount = bytes;
        while (amount >= 1024 && unit < Units.Length)
        {
            amount /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{amount:0.#} {(unit == 0 ? "bytes" : Units[unit - 1] + "iB")}");
    }

    public override bool TryRead(DataNode node, out long value)
    {
        value = 0;
        var text = node switch
        {
            DataNumber { IsInteger: true } number => number.Text,
            DataString given => given.Value.Trim(),
            _ => "",
        };
        var digits = text.TakeWhile(one => char.IsAsciiDigit(one) || one == '.').Count();
        var unit = UnitOf(text[digits..].Trim().ToUpperInvariant());
        if (
            unit < 0
            || !double.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            || amount * Math.Pow(1024, unit) is not (>= 0 and < long.MaxValue)
        )
        {
            return false;
        }

        value = (long)(amount * Math.Pow(1024, unit));
        return true;
    }

    // 0 for bytes, 1 for KiB; -1 where it is none.
    private static int UnitOf(string word)
    {
        if (word is "" or "B")
        {
            return 0;
        }

        var at = Units.IndexOf(word[0], StringComparison.Ordinal);
        return at >= 0 && word[1..] is ("" or "B" or "IB") ? at + 1 : -1;
    }
}
