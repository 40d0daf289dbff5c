using System.Collections.Immutable;
using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Reports.Reading;

/// <summary>Reads run records. An entry that is no object becomes a record of which nothing is known, so that none is lost.</summary>
internal static class RecordReader
{
    public static ImmutableArray<ActivityRecord> ReadAll(ImmutableArray<DataNode> entries, RecordPhase phase) =>
        [.. entries.Select((entry, at) => Read(entry as DataObject ?? DataObject.Empty, phase, at + 1))];

    private static ActivityRecord Read(DataObject entry, RecordPhase phase, int number)
    {
        var activity = entry.ObjectOf("activity");
        var pauses = activity.ObjectOf("pauses");
        var start = entry.TimeOf("start");
        var duration = entry.SecondsOf("duration");
        var end = entry.TimeOf("end") ?? End(start, duration);
        var exception = Exception(entry["exception"]);
        var record = new ActivityRecord
        {
            Phase = phase,
            Number = number,
            Name = activity.WordOf("name") ?? "unnamed",
            Type = activity.WordOf("type"),
            Background = activity.FlagOf("background") ?? false,
            Provider = activity.ObjectOf("provider"),
            Tolerance = phase is RecordPhase.Method or RecordPhase.Rollbacks ? null : activity["tolerance"],
            ToleranceMet = phase is RecordPhase.Method or RecordPhase.Rollbacks ? null : entry.FlagOf("tolerance_met"),
            Status = entry.WordOf("status"),
            Output = entry["output"] is null or DataNull ? null : entry["output"],
            Failure = Failure(exception),
            Trace = exception,
            Start = start,
            End = end < start ? start : end,
            Duration = duration ?? (end >= start ? end - start : null),
            PauseBefore = Pause(pauses, "before"),
            PauseAfter = Pause(pauses, "after"),
        };
        return record with { Result = Result(record) };
    }

    private static ActivityResult Result(ActivityRecord record) =>
        (record.Status, record.ToleranceMet) switch
        {
            (null, _) => ActivityResult.Unfinished,
            ("failed", _) => ActivityResult.Failed,
            ("succeeded", true) => ActivityResult.Met,
            ("succeeded", false) => ActivityResult.Missed,
            ("succeeded", null) => ActivityResult.Succeeded,
            _ => ActivityResult.Unknown,
        };

    private static TimeSpan? Pause(DataObject pauses, string key) => pauses.SecondsOf(key) is { Ticks: > 0 } pause ? pause : null;

    private static DateTimeOffset? End(DateTimeOffset? start, TimeSpan? duration) =>
        start is { } from && duration is { } length && length < DateTimeOffset.MaxValue - from ? from + length : null;

    private static string? Exception(DataNode? node)
    {
        var text = node switch
        {
            DataString one => one.Value,
            DataArray chunks => chunks
                .Items.OfType<DataString>()
                .Aggregate(new StringBuilder(), (all, chunk) => all.Append(chunk.Value).Append(chunk.Value.EndsWith('\n') ? "" : "\n"))
                .ToString(),
            _ => "",
        };
        return string.IsNullOrWhiteSpace(text) ? null : text.TrimEnd();
    }

    // The last line carries the message, behind the name of the reference's exception.
    private static string? Failure(string? exception)
    {
        var line = exception?.Split('\n')[^1].Trim();
        var at = line?.IndexOf("ActivityFailed: ", StringComparison.Ordinal) ?? -1;
        return at < 0 ? line : line![(at + "ActivityFailed: ".Length)..];
    }
}
