using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Lab.Workloads;

/// <summary>Numbers that may be written as a part of a whole: 2, or 25%.</summary>
internal static class Amount
{
    /// <summary>The number that is meant; null where there is neither a number nor a percentage.</summary>
    /// <param name="amount">As written.</param>
    /// <param name="whole">What a percentage is a part of.</param>
    /// <param name="roundUp">Whether a part of one counts as one.</param>
    public static long? Of(DataNode? amount, long whole, bool roundUp)
    {
        switch (amount)
        {
            case DataNumber number
                when long.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var plain):
                return plain;
            case DataString text
                when text.Value.EndsWith('%')
                    && long.TryParse(text.Value[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var percent):
                return ((whole * percent) + (roundUp ? 99 : 0)) / 100;
            case DataString text when long.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var written):
                return written;
            default:
                return null;
        }
    }
}
