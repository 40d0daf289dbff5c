using System.Globalization;

namespace Faultline.Lab.Objects;

/// <summary>How Kubernetes writes times.</summary>
internal static class KubernetesTime
{
    /// <summary>Whole seconds, as in objects: 2026-01-01T10:00:00Z.</summary>
    public static string Seconds(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Nine digits of a second, as in logs.</summary>
    public static string Nanoseconds(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads RFC 3339.</summary>
    public static bool TryParse(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
