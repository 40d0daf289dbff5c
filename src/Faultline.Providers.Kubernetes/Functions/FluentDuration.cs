using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Functions;

/// <summary>A length of time as people write it: <c>20s</c>, <c>10 minutes</c>, <c>1h30m</c>, <c>2 days ago</c>, <c>45</c> (seconds).</summary>
/// <param name="Seconds">Its whole seconds; 0 for none.</param>
internal sealed partial record FluentDuration(long Seconds)
{
    private const long Most = 100L * 365 * 24 * 3600;

    public static bool TryRead(DataNode node, [NotNullWhen(true)] out FluentDuration? value)
    {
        value = node switch
        {
            DataString { Value: var text } => Parse(text),
            DataNumber number => Whole(number.ToDouble()),
            _ => null,
        };
        return value is not null;
    }

    private static FluentDuration? Parse(string text)
    {
        var bare = text.Trim();
        if (bare.Length == 0)
        {
            return new FluentDuration(0);
        }

        if (double.TryParse(bare, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            return Whole(seconds);
        }

        var match = Pattern().Match(bare);
        if (!match.Success)
        {
            return null;
        }

        var amounts = match.Groups["amount"].Captures.Select(capture => double.Parse(capture.Value, CultureInfo.InvariantCulture));
        return Whole(amounts.Zip(match.Groups["unit"].Captures, (amount, unit) => amount * SecondsOf(unit.Value)).Sum());
    }

    private static FluentDuration? Whole(double seconds) => seconds is >= 0 and <= Most ? new FluentDuration((long)seconds) : null;

    private static double SecondsOf(string unit) =>
        unit.ToUpperInvariant() switch
        {
            "MS" or "MILLISECOND" or "MILLISECONDS" => 0.001,
            ['S', ..] => 1,
            ['M', ..] => 60,
            ['H', ..] => 3600,
            ['D', ..] => 24 * 3600,
            _ => 7 * 24 * 3600,
        };

    [GeneratedRegex(
        @"^(?:(?:and|,)?\s*(?<amount>[0-9]+(?:\.[0-9]+)?)\s*"
            + @"(?<unit>ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)(?![a-z])\s*)+(?:ago)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Pattern();
}
