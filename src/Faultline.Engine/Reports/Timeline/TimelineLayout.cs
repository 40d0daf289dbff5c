using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports.Timeline;

/// <summary>Lays out the timeline of a run; null where no record has a time.</summary>
internal static class TimelineLayout
{
    public const double Width = 1040;
    private const double Gutter = 236;

    public static TimelineChart? Of(ReportModel model)
    {
        var records = model.Records.Where(record => record.Start is not null).ToList();
        if (records.Count == 0)
        {
            return null;
        }

        var scale = ScaleOf(model, records);
        var lanes = new LaneLayout(scale);
        var pauses = Pauses(model);
        LaneGroup[] groups =
        [
            new("Hypothesis", "hypothesis", lanes.Place(model.Records.Where(IsHypothesis), []))
            {
                Evaluations = EvaluationTick.Of(model.During, scale),
            },
            new("Method", "method", lanes.Place(model.Method.Where(record => !record.Background), pauses)),
            new("Method, in the background", "background", lanes.Place(model.Method.Where(record => record.Background), pauses)),
            new("Faults, while they were there", "faults", lanes.Place(model.Faults.Where(fault => fault.IsFault).Select(Window), [])),
            new("Rollbacks", "rollbacks", lanes.Place(model.Rollbacks, pauses)),
        ];
        return new TimelineChart
        {
            Scale = scale,
            Groups = [.. groups.Where(group => group.Lanes.Count > 0)],
            Phases = [.. Reports.Phases.Of(model).Select(phase => Strip(phase, scale))],
            Markers = [.. Markers(model, scale)],
            Pods = PodFate.Of(model),
            Latencies = LatencyPanel.Of(ProbeLatency.Of(model), scale),
            Windows = FaultWindow.Of(model, scale),
            Undrawn = model.Records.Count() - records.Count,
        };
    }

    private static ActivityRecord Window(FaultRecord fault) =>
        new()
        {
            Name = fault.Activity,
            Number = 0,
            Type = "action",
            Phase = RecordPhase.Method,
            Start = fault.Start,
            End = fault.End,
            Duration = fault.End - fault.Start,
            Result = fault.IsLeft ? ActivityResult.Failed : ActivityResult.Succeeded,
        };

    private static bool IsHypothesis(ActivityRecord record) =>
        record.Phase is RecordPhase.Before or RecordPhase.During or RecordPhase.After;

    private static TimeScale ScaleOf(ReportModel model, List<ActivityRecord> records)
    {
        var first = records.Min(record => record.Start!.Value);
        var last = records.Max(record => record.End ?? record.Start!.Value);
        var start = model.Start < first ? model.Start.Value : first;
        var end = model.End > last ? model.End.Value : last;
        return new TimeScale(start, end, Gutter, Width - Captions.Overhang);
    }

    private static PhaseStrip Strip(TimelineSpan phase, TimeScale scale)
    {
        var left = scale.X(phase.Start);
        return new PhaseStrip(
            phase.Name,
            left,
            Math.Max(scale.X(phase.End), Math.Min(left + 2, scale.Right)),
            $"{VisibleText.Line(phase.Name, 80)}: {TimeText.Offset(phase.Start, scale.Origin)}, {TimeText.Duration(phase.End - phase.Start)}"
        );
    }

    // Other engines' journals do not say when a pause was; it stands where it was declared.
    private static List<TimelineSpan> Pauses(ReportModel model)
    {
        if (model.EngineVersion is not null || !model.Spans.IsEmpty)
        {
            return [.. model.Spans.Where(span => span.Kind == "pause")];
        }

        return model.Dry is not null ? [] : [.. model.Method.Concat(model.Rollbacks).SelectMany(Declared)];
    }

    private static IEnumerable<TimelineSpan> Declared(ActivityRecord record)
    {
        if (record is { PauseBefore: { } before, Start: { } start } && start - DateTimeOffset.MinValue > before)
        {
            yield return new TimelineSpan("pause", record.Name, start - before, start);
        }

        if (
            record is { PauseAfter: { } after, End: { } end, Result: not ActivityResult.Unfinished }
            && DateTimeOffset.MaxValue - end > after
        )
        {
            yield return new TimelineSpan("pause", record.Name, end, end + after);
        }
    }

    private static IEnumerable<Marker> Markers(ReportModel model, TimeScale scale)
    {
        if (model.FirstAction()?.Start is { } acted)
        {
            yield return new Marker("marker-action", scale.X(acted), $"first action {TimeText.Offset(acted, scale.Origin)}");
        }

        if (model.FirstMiss() is { } miss && (miss.End ?? miss.Start) is { } found)
        {
            yield return new Marker("marker-deviation", scale.X(found), $"deviation found {TimeText.Offset(found, scale.Origin)}");
        }
        else if (model.Before is { Met: false } gate && gate.Probes.LastOrDefault()?.End is { } stopped)
        {
            yield return new Marker("marker-gate", scale.X(stopped), $"gate not met {TimeText.Offset(stopped, scale.Origin)}");
        }
    }
}
