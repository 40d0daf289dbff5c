namespace Faultline.Engine.Reports;

/// <summary>The phases of a run.</summary>
internal static class Phases
{
    /// <summary>As the journal has them; where it has none, as far as their records reach.</summary>
    public static IReadOnlyList<TimelineSpan> Of(ReportModel model)
    {
        var own = model.Spans.Where(span => span.Kind == "phase").ToList();
        return own.Count > 0
            ? own
            :
            [
                .. new[]
                {
                    Extent("gate", model.Before?.Probes ?? []),
                    Extent("method", model.Method),
                    Extent("hypothesis", model.After?.Probes ?? []),
                    Extent("rollbacks", model.Rollbacks),
                }.OfType<TimelineSpan>(),
            ];
    }

    /// <summary>From the first to the last record with a time; null where none has one.</summary>
    public static TimelineSpan? Extent(string name, IEnumerable<ActivityRecord> records)
    {
        var drawn = records.Where(record => record.Start is not null).ToList();
        return drawn.Count == 0
            ? null
            : new TimelineSpan(
                "phase",
                name,
                drawn.Min(record => record.Start!.Value),
                drawn.Max(record => record.End ?? record.Start!.Value)
            );
    }
}
