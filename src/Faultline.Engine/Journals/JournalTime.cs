using System.Globalization;

namespace Faultline.Engine.Journals;

/// <summary>Times as the journal writes them: ISO 8601 in UTC with microseconds, which are left out when they are 0.</summary>
public static class JournalTime
{
    /// <summary>A time as text, such as <c>2026-11-20T22:00:30.864459+00:00</c>.</summary>
    public static string Write(DateTimeOffset at)
    {
        var utc = at.ToUniversalTime();
        var hasFraction = utc.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond != 0;
        return utc.ToString(
            hasFraction ? "yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'" : "yyyy-MM-dd'T'HH:mm:ss'+00:00'",
            CultureInfo.InvariantCulture
        );
    }

    /// <summary>A time from its text.</summary>
    /// <exception cref="FormatException">The text is not a time.</exception>
    public static DateTimeOffset Read(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
