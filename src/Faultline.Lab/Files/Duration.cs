using System.Globalization;

namespace Faultline.Lab.Files;

/// <summary>Durations such as 10s, 500ms and 1m.</summary>
internal static class Duration
{
    /// <summary>Reads a duration of 0 up to a day.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        var (digits, unit) =
            text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], TimeSpan.FromMilliseconds(1))
            : text.EndsWith('s') ? (text[..^1], TimeSpan.FromSeconds(1))
            : text.EndsWith('m') ? (text[..^1], TimeSpan.FromMinutes(1))
            : ("", TimeSpan.Zero);
        var isNumber = double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count);
        duration = isNumber && unit * count is var value && value <= TimeSpan.FromDays(1) ? value : TimeSpan.Zero;
        return isNumber && unit * count <= TimeSpan.FromDays(1);
    }
}
