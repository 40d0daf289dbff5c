using Faultline.Engine.Reports.Html;
using Faultline.Engine.Reports.Words;
using static Faultline.Engine.Reports.Html.MarkupWriter;

namespace Faultline.Engine.Reports.Timeline;

/// <summary>Draws a laid-out timeline. Results are told by shape and sign as well as by colour.</summary>
internal sealed class TimelineSvg(MarkupWriter writer, TimelineChart chart)
{
    private const double AxisY = 52;
    private const double LanesY = 88;
    public const double LaneHeight = 26;
    private const double BarHeight = 12;
    public const double TitleHeight = 26;
    public const int MostNameCharacters = 32;

    public void Write(string summary)
    {
        var bottom = LanesY + chart.Groups.Sum(HeightOf) + LatencyPanels.HeightOf(chart.Latencies) + PodLanes.HeightOf(chart.Pods);
        var viewBox = $"0 0 {Number(TimelineLayout.Width)} {Number(bottom + 10)}";
        writer.Open(
            "svg",
            ("id", "timeline"),
            ("class", "timeline"),
            ("viewBox", viewBox),
            ("role", "img"),
            ("aria-labelledby", "timeline-title timeline-desc")
        );
        writer.Element("title", "Timeline of the run", ("id", "timeline-title")).Element("desc", summary, ("id", "timeline-desc"));
        Phases(bottom);
        Grid(bottom);
        var y = Lanes();
        new LatencyPanels(writer, chart).Write(y);
        new PodLanes(writer, chart.Scale).Write(chart.Pods, y + LatencyPanels.HeightOf(chart.Latencies));
        foreach (var (marker, row) in chart.Markers.Select((marker, row) => (marker, row)))
        {
            Mark(marker, row, bottom);
        }

        // Last, so that no line crosses a word.
        PhaseNames();
        Ticks();
        writer.Close();
    }

    private void Phases(double bottom)
    {
        foreach (var phase in chart.Phases)
        {
            var width = phase.Right - phase.Left;
            writer.Open("g", ("class", "phase"), ("data-phase", phase.Name)).Element("title", phase.Tooltip);
            if (phase.Name == "method")
            {
                writer.Box("phase-shade", phase.Left, LanesY - 4, width, bottom - LanesY + 4, 0);
            }

            writer.Box("phase-strip", phase.Left, AxisY + 8, width, 16, 2);
            writer.Close();
        }
    }

    private void PhaseNames()
    {
        foreach (var phase in chart.Phases.Where(phase => Captions.WidthOf(phase.Name) + 6 <= phase.Right - phase.Left))
        {
            writer.Label("phase-name", (phase.Left + phase.Right) / 2, AxisY + 20, "middle", phase.Name);
        }
    }

    private void Grid(double bottom)
    {
        foreach (var (seconds, _) in TimeTicks.Of(chart.Scale))
        {
            var x = chart.Scale.X(seconds);
            writer.Line("grid", x, x, AxisY, bottom);
        }
    }

    private void Ticks()
    {
        foreach (var (seconds, label) in TimeTicks.Of(chart.Scale))
        {
            writer.Label("tick", chart.Scale.X(seconds), AxisY - 6, "middle", label);
        }
    }

    private static double HeightOf(LaneGroup group) =>
        TitleHeight + ((group.Lanes.Count + (group.Evaluations.Count > 0 ? 1 : 0)) * LaneHeight) + 6;

    private double Lanes()
    {
        var y = LanesY;
        foreach (var group in chart.Groups)
        {
            writer.Open("g", ("class", "lanes"), ("data-group", group.Id));
            writer.Label("lanes-title", 0, y + 17, "start", group.Title);
            y += TitleHeight;
            if (group.Evaluations.Count > 0)
            {
                new EvaluationStrip(writer).Write(group.Evaluations, y);
                y += LaneHeight;
            }

            var above = "";
            foreach (var lane in group.Lanes)
            {
                // A name that runs beside itself has several lanes; it is said once.
                Write(lane, lane.Name == above ? "" : lane.Name, y);
                above = lane.Name;
                y += LaneHeight;
            }

            y += 6;
            writer.Close();
        }

        return y;
    }

    private void Write(Lane lane, string name, double y)
    {
        writer.Open("g", ("class", "lane"), ("data-lane", lane.Name));
        writer.Box("lane-ground", 0, y, TimelineLayout.Width, LaneHeight - 2, 3);
        writer.LaneName(lane.Name, name, y + 16);
        foreach (var bar in lane.Bars)
        {
            Write(bar, y);
        }

        writer.Close();
    }

    private void Write(Bar bar, double y)
    {
        var result = bar.IsPause ? "pause" : ResultText.Word(bar.Result);
        var kind =
            bar.IsPause ? "pause"
            : bar.IsProbe ? "probe"
            : "action";
        var (top, height) = bar.IsBad ? (y + 3, BarHeight + 6) : (y + 6, BarHeight);
        writer.Open(
            "g",
            ("class", $"bar {kind} {result}"),
            ("data-activity", bar.Activity),
            ("data-result", result),
            ("data-phase", bar.IsPause ? null : bar.Phase.ToString().ToLowerInvariant()),
            ("data-count", bar.Count > 1 ? Number(bar.Count) : null)
        );
        writer.Element("title", bar.Tooltip);
        writer.Box("bar-box", bar.Left, top, bar.Width, height, 2);
        if (bar.IsBad && bar.Width >= 16)
        {
            writer.Label("bar-sign", (bar.Left + bar.Right) / 2, y + 16.5, "middle", ResultText.Sign(bar.Result));
        }

        if (bar.CaptionLeft is { } left)
        {
            // Anchored at the bar, since a caption's width is only estimated.
            var before = left < bar.Left;
            writer.Label("bar-caption", before ? bar.Left - Captions.Space : left, y + 16, before ? "end" : "start", bar.Caption);
        }

        writer.Close();
    }

    private void Mark(Marker marker, int row, double bottom)
    {
        var y = 12 + (row * 16);
        var toLeft = marker.X > (chart.Scale.Left + chart.Scale.Right) / 2;
        writer.Open("g", ("id", marker.Id), ("class", "marker " + marker.Id)).Element("title", marker.Caption);
        writer.Line("marker-line", marker.X, marker.X, y - 9, bottom);
        writer.Label("marker-caption", toLeft ? marker.X - 5 : marker.X + 5, y, toLeft ? "end" : "start", marker.Caption);
        writer.Close();
    }
}
