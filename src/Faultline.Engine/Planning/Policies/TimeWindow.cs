using System.Collections.Immutable;
using System.Globalization;

namespace Faultline.Engine.Planning.Policies;

/// <summary>When runs may take place, by the clock on the wall of a time zone.</summary>
public sealed record TimeWindow
{
    /// <summary>The time zone; daylight saving time is its own.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>The days of the week.</summary>
    public ImmutableArray<DayOfWeek> Days { get; init; } = [.. Enum.GetValues<DayOfWeek>()];

    /// <summary>From when on, of a day.</summary>
    public TimeOnly From { get; init; } = TimeOnly.MinValue;

    /// <summary>Until when, of a day; null for its end. Before <see cref="From"/>: of the next day.</summary>
    public TimeOnly? Until { get; init; }

    /// <summary>Days without runs, first and last included.</summary>
    public ImmutableArray<(DateOnly First, DateOnly Last)> Except { get; init; } = [];

    /// <summary>Why a moment is outside; null where it is inside.</summary>
    public string? WhyNot(DateTimeOffset moment)
    {
        var local = TimeZoneInfo.ConvertTime(moment, Zone);
        var (date, time) = (DateOnly.FromDateTime(local.DateTime), TimeOnly.FromDateTime(local.DateTime));
        // A window over midnight belongs to the day on which it begins.
        var beginsBefore = Until is { } end && end <= From && time < end;
        var day = beginsBefore ? date.AddDays(-1) : date;
        var isOpen =
            Until is not { } until ? time >= From
            : until > From ? time >= From && time < until
            : time >= From || beginsBefore;
        var now = local.ToString("ddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " " + Zone.Id;
        return Except.Any(except => (date >= except.First && date <= except.Last) || (day >= except.First && day <= except.Last))
                ? $"it is {now}, a day that is left out"
            : !Days.Contains(day.DayOfWeek) ? $"it is {now}, and runs are for {string.Join(", ", Days.Select(Short))}"
            : !isOpen ? $"it is {now}, and runs are for {Hours}"
            : null;
    }

    /// <summary>The hours as they are written: <c>09:00-17:00</c>.</summary>
    public string Hours =>
        From.ToString("HH:mm", CultureInfo.InvariantCulture) + "-" + (Until?.ToString("HH:mm", CultureInfo.InvariantCulture) ?? "24:00");

    private static string Short(DayOfWeek day) => day.ToString()[..3];
}
