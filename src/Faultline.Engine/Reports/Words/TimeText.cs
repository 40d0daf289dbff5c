using System.Globalization;

namespace Faultline.Engine.Reports.Words;

/// <summary>Times and durations for people.</summary>
internal static class TimeText
{
    public const string Unknown = "unknown";

    /// <summary>Three significant digits below a minute ("2.34 ms", "3.16 s"), two units above it ("2 min 05 s").</summary>
    public static string Duration(TimeSpan? duration) =>
        duration switch
        {
            null => Unknown,
            { TotalMilliseconds: < 999.5 } d => Significant(d.TotalMilliseconds) + " ms",
            { TotalSeconds: < 59.95 } d => Significant(d.TotalSeconds) + " s",
            { TotalMinutes: < 59.99 } d => string.Create(
                CultureInfo.InvariantCulture,
                $"{(int)Math.Round(d.TotalSeconds) / 60} min {(int)Math.Round(d.TotalSeconds) % 60:00} s"
            ),
            { TotalHours: < 23.99 } d => string.Create(
                CultureInfo.InvariantCulture,
                $"{(int)Math.Round(d.TotalMinutes) / 60} h {(int)Math.Round(d.TotalMinutes) % 60:00} min"
            ),
            { } d => string.Create(
                CultureInfo.InvariantCulture,
                $"{(int)Math.Round(d.TotalHours) / 24} d {(int)Math.Round(d.TotalHours) % 24:00} h"
            ),
        };

    /// <summary>Where in the run something was: "+3.16 s".</summary>
    public static string Offset(DateTimeOffset? time, DateTimeOffset? origin) =>
        time - origin is { } offset ? (offset < TimeSpan.Zero ? "−" : "+") + Duration(offset.Duration()) : Unknown;

    public static string Moment(DateTimeOffset? time) =>
        time?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture) ?? Unknown;

    public static string Iso(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Significant(double value) =>
        value.ToString(
            value < 10 ? "0.##"
                : value < 100 ? "0.#"
                : "0",
            CultureInfo.InvariantCulture
        );
}
