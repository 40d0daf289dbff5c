using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Engine.Documents;

namespace Faultline.Engine.Planning.Policies;

/// <summary>The times of a policy.</summary>
internal sealed class TimeWindowReader(Diagnostics problems, PolicyFields fields)
{
    private static readonly ImmutableArray<string> Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>The window; null where it can't be read, which is then among the problems.</summary>
    public TimeWindow? Read(DataObject policy, string path)
    {
        var times = fields.Mapping(policy, "times", path, ["zone", "days", "hours", "except"]);
        path += ".times";
        var zone = Zone(times, path);
        var (from, until) = Hours(times, path);
        // Each is read whatever is wrong with the others.
        ImmutableArray<DayOfWeek> days = [.. times["days"] is null ? Enum.GetValues<DayOfWeek>() : DaysOf(times, path)];
        ImmutableArray<(DateOnly First, DateOnly Last)> except = [.. Excepted(times, path)];
        return zone is null
            ? null
            : new TimeWindow
            {
                Zone = zone,
                Days = days,
                From = from,
                Until = until,
                Except = except,
            };
    }

    private TimeZoneInfo? Zone(DataObject times, string path)
    {
        if (times.Text("zone") is not { Length: > 0 } id)
        {
            problems.Error(
                "times must name their time zone under 'zone', such as 'Europe/Berlin' or 'UTC'",
                times["zone"] ?? times,
                path + ".zone"
            );
            return null;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
        {
            return zone;
        }

        problems.Error(
            $"there is no time zone '{id}' on this machine",
            times["zone"],
            path + ".zone",
            "Use a name of the IANA list, such as 'Europe/Berlin'."
        );
        return null;
    }

    private IEnumerable<DayOfWeek> DaysOf(DataObject times, string path)
    {
        foreach (var text in fields.Texts(times, "days", path) ?? [])
        {
            var range = text.Split('-');
            var (first, last) = (DayOf(range[0]), DayOf(range[^1]));
            if (range.Length > 2 || first < 0 || last < 0)
            {
                problems.Error(
                    $"'{text}' is no day of the week",
                    times["days"],
                    path + ".days",
                    "Write mon, tue, …, or a range such as mon-fri."
                );
                continue;
            }

            for (var day = first; ; day = (day + 1) % 7)
            {
                yield return (DayOfWeek)day;
                if (day == last)
                {
                    break;
                }
            }
        }
    }

    // Whole names will do.
    private static int DayOf(string text)
    {
        var word = text.Trim();
        return Enum.TryParse<DayOfWeek>(word, ignoreCase: true, out var day) && word.All(char.IsAsciiLetter)
            ? (int)day
            : Days.IndexOf(word, 0, Days.Length, StringComparer.OrdinalIgnoreCase);
    }

    private (TimeOnly From, TimeOnly? Until) Hours(DataObject times, string path)
    {
        if (times["hours"] is not { } node)
        {
            return (TimeOnly.MinValue, null);
        }

        if (node is DataString text && text.Value.Split('-') is [var first, var last] && Time(first) is { } from)
        {
            if (last.Trim() == "24:00")
            {
                return (from, null);
            }

            if (Time(last) is { } until && until != from)
            {
                return (from, until);
            }
        }

        fields.Wrong(node, path + ".hours", "'hours' must be two different times such as '09:00-17:00'");
        return (TimeOnly.MinValue, null);
    }

    private static TimeOnly? Time(string text) =>
        TimeOnly.TryParseExact(text.Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    private IEnumerable<(DateOnly First, DateOnly Last)> Excepted(DataObject times, string path)
    {
        foreach (var text in fields.Texts(times, "except", path) ?? [])
        {
            var range = text.Split("..");
            if (range.Length <= 2 && Date(range[0]) is { } first && Date(range[^1]) is { } last && first <= last)
            {
                yield return (first, last);
            }
            else
            {
                problems.Error(
                    $"'{text}' is no date, nor two of them in order",
                    times["except"],
                    path + ".except",
                    "Write 2026-12-24, or 2026-12-24..2027-01-01; in YAML, in quotes."
                );
            }
        }
    }

    private static DateOnly? Date(string text) =>
        DateOnly.TryParseExact(text.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
