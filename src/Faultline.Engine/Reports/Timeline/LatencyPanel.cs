using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports.Timeline;

/// <summary>A call of a probe, or the weightiest of several too close together to be told apart.</summary>
/// <param name="Left">Where it began.</param>
/// <param name="Right">Where it ended.</param>
/// <param name="Height">How long it took, as a share of the panel's scale.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Count">How many calls it stands for.</param>
/// <param name="Tooltip">What a person who points at it reads.</param>
internal sealed record LatencyPoint(double Left, double Right, double Height, ActivityResult Result, int Count, string Tooltip)
{
    /// <summary>Whether it went wrong.</summary>
    public bool IsBad => Result >= ActivityResult.Unfinished;
}

/// <summary>How long the calls of one probe took, on the time axis of the run.</summary>
/// <param name="Name">The probe's name.</param>
/// <param name="Top">The duration at the upper end of the scale; the lower is 0.</param>
/// <param name="Points">The calls, by their end.</param>
/// <param name="Sums">All of them, summed up.</param>
internal sealed record LatencyPanel(string Name, TimeSpan Top, IReadOnlyList<LatencyPoint> Points, LatencyShare Sums)
{
    /// <summary>Less apart than this, two points are one.</summary>
    private const double Apart = 3;

    /// <summary>A panel for each probe.</summary>
    public static IReadOnlyList<LatencyPanel> Of(IEnumerable<ProbeLatency> latencies, TimeScale scale) =>
        [.. latencies.Select(latency => Of(latency, scale))];

    private static LatencyPanel Of(ProbeLatency latency, TimeScale scale)
    {
        var sums = latency.Share(_ => true)!;
        var top = Round(sums.Longest);
        var points = new List<LatencyPoint>();
        foreach (var call in latency.Calls.OrderBy(call => call.End))
        {
            var point = Point(call, top, scale);
            if (points.Count > 0 && point.Right - points[^1].Right < Apart)
            {
                points[^1] = Weightier(points[^1], point) with { Count = points[^1].Count + 1 };
            }
            else
            {
                points.Add(point);
            }
        }

        return new LatencyPanel(latency.Name, top, points, sums);
    }

    // What went wrong is never hidden by what did not, nor a long call by a short one.
    private static LatencyPoint Weightier(LatencyPoint one, LatencyPoint other) =>
        (other.IsBad, other.Height).CompareTo((one.IsBad, one.Height)) > 0 ? other : one;

    private static LatencyPoint Point(ActivityRecord call, TimeSpan top, TimeScale scale)
    {
        var took = call.Duration!.Value;
        return new LatencyPoint(
            scale.X(call.Start!.Value),
            scale.X(call.End!.Value),
            Math.Clamp(took / top, 0, 1),
            call.Result,
            1,
            $"{VisibleText.Line(call.Name, 120)}: took {TimeText.Duration(took)}, {ResultText.Title(call)}, {TimeText.Offset(call.Start, scale.Origin)}"
        );
    }

    // The next of 1, 2, 5, 10, 20, … milliseconds, so that the scale is one that people read.
    private static TimeSpan Round(TimeSpan longest)
    {
        var step = 1.0;
        while (step < longest.TotalMilliseconds)
        {
            step *= step.ToString("0", System.Globalization.CultureInfo.InvariantCulture)[0] == '2' ? 2.5 : 2;
        }

        return TimeSpan.FromMilliseconds(step);
    }
}
