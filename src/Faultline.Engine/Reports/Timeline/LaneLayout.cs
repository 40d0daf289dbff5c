using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports.Timeline;

/// <summary>
/// Puts records into lanes: one lane per name, and one more for each that runs at the same time. Records that only look as if
/// they overlapped, since a bar has a least width, share one bar. So the picture stays bounded whatever the journal holds.
/// </summary>
internal sealed class LaneLayout(TimeScale scale)
{
    private const int MostNames = 40;
    private const int MostLanesPerName = 8;
    private const double Gap = 1;

    /// <summary>Lanes for the records, in the order in which their names first appear, with the pauses of the same names.</summary>
    public IReadOnlyList<Lane> Place(IEnumerable<ActivityRecord> records, IReadOnlyList<TimelineSpan> pauses)
    {
        var drawn = records.Where(record => record.Start is not null).ToList();
        var names = drawn.Select(record => record.Name).Distinct(StringComparer.Ordinal).ToList();
        var own = (names.Count > MostNames ? names.Take(MostNames - 1) : names).ToHashSet(StringComparer.Ordinal);
        var rest = $"{names.Count - own.Count} others";
        return
        [
            .. from record in drawn
            group record by own.Contains(record.Name) ? record.Name : rest into lane
            from bars in Rows(lane, [.. pauses.Where(pause => pause.Name == lane.Key)])
            select new Lane(lane.Key, bars),
        ];
    }

    private IEnumerable<IReadOnlyList<Bar>> Rows(IEnumerable<ActivityRecord> records, IReadOnlyList<TimelineSpan> pauses)
    {
        var rows = new List<List<Bar>>();
        foreach (var record in records.OrderBy(record => record.Start))
        {
            Add(rows, BarOf(record), record.Start!.Value);
        }

        foreach (var pause in pauses)
        {
            AddPause(rows, pause);
        }

        return rows.Select(row => Captions.Place(row, scale));
    }

    private static void Add(List<List<Bar>> rows, Bar bar, DateTimeOffset start)
    {
        var row = rows.FirstOrDefault(row => row[^1].Right + Gap <= bar.Left);
        if (row is not null)
        {
            row.Add(bar);
            return;
        }

        row = rows.FirstOrDefault(row => row[^1].Phase == bar.Phase && row[^1].End <= start);
        if (row is null && rows.Count < MostLanesPerName)
        {
            rows.Add([bar]);
            return;
        }

        row ??= rows[^1];
        row[^1] = Merge(row[^1], bar);
    }

    private static Bar Merge(Bar one, Bar other)
    {
        var (count, bad) = (one.Count + other.Count, one.BadCount + other.BadCount);
        var caption = bad == 0 ? $"{count}×" : $"{bad} of {count} {ResultText.Sign(ActivityResult.Missed)}";
        return one with
        {
            Right = Math.Max(one.Right, other.Right),
            End = one.End > other.End ? one.End : other.End,
            Result = one.Result > other.Result ? one.Result : other.Result,
            Count = count,
            BadCount = bad,
            Caption = caption,
            Tooltip = $"{one.Activity}: {count} in close succession, {bad} of them not well",
        };
    }

    private Bar BarOf(ActivityRecord record)
    {
        var start = record.Start!.Value;
        var end = record.End ?? scale.End;
        var left = Math.Min(scale.X(start), scale.Right - Bar.LeastWidth);
        var sign = record.IsBad ? ResultText.Sign(record.Result) + " " : "";
        return new Bar
        {
            Activity = record.Name,
            Phase = record.Phase,
            Result = record.Result,
            Left = left,
            Right = Math.Max(scale.X(end), left + Bar.LeastWidth),
            End = end,
            IsProbe = record.Type == "probe",
            BadCount = record.IsBad ? 1 : 0,
            Caption = record.Phase == RecordPhase.During && !record.IsBad ? "" : sign + TimeText.Duration(record.Duration),
            Tooltip =
                $"{VisibleText.Line(record.Name, 120)}: {ResultText.Title(record)}, {TimeText.Offset(start, scale.Origin)}, {TimeText.Duration(record.Duration)}",
        };
    }

    // Pauses give way: they touch the activity that they belong to, and clocks read a little before or after.
    private void AddPause(List<List<Bar>> rows, TimelineSpan pause)
    {
        var best = rows.Select(row => (Row: row, Room: Room(row, scale.X(pause.Start), scale.X(pause.End))))
            .MaxBy(at => at.Room.Right - at.Room.Left);
        if (best.Room.Right - best.Room.Left < 2)
        {
            return;
        }

        best.Row.Add(
            new Bar
            {
                Activity = pause.Name,
                Phase = RecordPhase.Method,
                Result = ActivityResult.Succeeded,
                Left = best.Room.Left,
                Right = best.Room.Right,
                End = pause.End,
                IsPause = true,
                Tooltip = $"pause of {TimeText.Duration(pause.End - pause.Start)} for {VisibleText.Line(pause.Name, 120)}",
            }
        );
        best.Row.Sort((one, other) => one.Left.CompareTo(other.Left));
    }

    private static (double Left, double Right) Room(List<Bar> row, double left, double right)
    {
        var (best, from) = ((Left: left, Right: left), left);
        foreach (var bar in row.Where(bar => bar.Right > left && bar.Left < right))
        {
            best = bar.Left - from > best.Right - best.Left ? (from, bar.Left) : best;
            from = Math.Max(from, bar.Right);
        }

        return right - from > best.Right - best.Left ? (from, right) : best;
    }
}
