using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Lab.Workloads.Running;

/// <summary>Amounts of processor and memory: 250m, 2, 64Mi, 1G.</summary>
internal static class Quantity
{
    private static readonly Dictionary<string, decimal> Units = new(StringComparer.Ordinal)
    {
        ["n"] = 0.000000001m,
        ["u"] = 0.000001m,
        ["m"] = 0.001m,
        [""] = 1m,
        ["k"] = 1_000m,
        ["M"] = 1_000_000m,
        ["G"] = 1_000_000_000m,
        ["T"] = 1_000_000_000_000m,
        ["Ki"] = 1024m,
        ["Mi"] = 1024m * 1024,
        ["Gi"] = 1024m * 1024 * 1024,
        ["Ti"] = 1024m * 1024 * 1024 * 1024,
    };

    /// <summary>The amount in cores or bytes; null where there is none.</summary>
    public static decimal? Of(DataNode? node)
    {
        var text = node switch
        {
            DataString written => written.Value,
            DataNumber number => number.Text,
            _ => null,
        };
        if (text is null)
        {
            return null;
        }

        var digits = text.TrimEnd("numkMGTKi".ToCharArray());
        return
            Units.TryGetValue(text[digits.Length..], out var unit)
            && decimal.TryParse(
                digits,
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var count
            )
            ? count * unit
            : null;
    }
}
