using System.Globalization;

namespace Faultline.Engine.Reports.Words;

/// <summary>How long calls of probes took, for people.</summary>
internal static class LatencyText
{
    /// <summary>The headings of a table of effects.</summary>
    public static IReadOnlyList<string> Headings { get; } = ["Fault", "Probe", "Before", "While it was there", "After"];

    /// <summary>"3 s in the median, 3.01 s at most; 2 of 3 not well".</summary>
    public static string Of(LatencyShare? share) =>
        share switch
        {
            null => "no call",
            { Calls: 1, Bad: 0 } => TimeText.Duration(share.Median),
            { Calls: 1 } => $"{TimeText.Duration(share.Median)}; not well",
            _ => $"{TimeText.Duration(share.Median)} in the median, {TimeText.Duration(share.Longest)} at most; {Well(share)}",
        };

    private static string Well(LatencyShare share) =>
        share.Bad == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{share.Calls} calls")
            : string.Create(CultureInfo.InvariantCulture, $"{share.Bad} of {share.Calls} not well");
}
