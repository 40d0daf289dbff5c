using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports.Timeline;

/// <summary>One evaluation of a continuous hypothesis, or several too close together to be told apart.</summary>
/// <param name="X">Where it began.</param>
/// <param name="Met">Whether all of them were met; null where the journal does not say.</param>
/// <param name="Count">How many evaluations it stands for.</param>
/// <param name="Missed">How many of them missed.</param>
/// <param name="Tooltip">What a person who points at it reads.</param>
internal sealed record EvaluationTick(double X, bool? Met, int Count, int Missed, string Tooltip)
{
    /// <summary>Less apart than this, two ticks are one.</summary>
    private const double Apart = 4;

    /// <summary>The evaluations that have a time, from left to right. One that missed is never hidden by others.</summary>
    public static IReadOnlyList<EvaluationTick> Of(IEnumerable<HypothesisRecord> evaluations, TimeScale scale)
    {
        var ticks = new List<EvaluationTick>();
        var dated =
            from evaluation in evaluations
            let start = evaluation.Probes.Min(probe => probe.Start)
            where start is not null
            orderby start
            select (evaluation, start.Value);
        foreach (var (evaluation, start) in dated)
        {
            var tick = Tick(evaluation, start, scale);
            if (ticks.Count > 0 && tick.X - ticks[^1].X < Apart)
            {
                ticks[^1] = Merge(ticks[^1], tick);
            }
            else
            {
                ticks.Add(tick);
            }
        }

        return ticks;
    }

    private static EvaluationTick Tick(HypothesisRecord evaluation, DateTimeOffset start, TimeScale scale)
    {
        var miss = evaluation.Probes.FirstOrDefault(probe => probe.IsBad);
        var by = miss is null ? "" : $" by {VisibleText.Line(miss.Name, 120)}: found {ToleranceText.Found(miss)}";
        var met = evaluation.Met switch
        {
            true => "met",
            false => "missed",
            null => TimeText.Unknown,
        };
        return new EvaluationTick(
            scale.X(start),
            evaluation.Met,
            1,
            evaluation.Met == false ? 1 : 0,
            $"{TimeText.Offset(start, scale.Origin)}: {met}{by}"
        );
    }

    private static EvaluationTick Merge(EvaluationTick one, EvaluationTick other)
    {
        var (count, missed) = (one.Count + other.Count, one.Missed + other.Missed);
        return one with
        {
            Met =
                missed > 0 ? false
                : one.Met is null || other.Met is null ? null
                : true,
            Count = count,
            Missed = missed,
            Tooltip = $"{count} evaluations in close succession, {missed} of them missed",
        };
    }
}
