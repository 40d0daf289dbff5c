using Faultline.Engine.Reports.Html;
using static Faultline.Engine.Reports.Html.MarkupWriter;

namespace Faultline.Engine.Reports.Timeline;

/// <summary>Draws the evaluations of a continuous hypothesis as a strip of ticks. One that missed is taller as well as red.</summary>
internal sealed class EvaluationStrip(MarkupWriter writer)
{
    public void Write(IReadOnlyList<EvaluationTick> ticks, double y)
    {
        var (count, missed) = (ticks.Sum(tick => tick.Count), ticks.Sum(tick => tick.Missed));
        writer.Open("g", ("class", "evaluations"));
        writer.Void(
            "rect",
            ("class", "lane-ground"),
            ("x", "0"),
            ("y", Number(y)),
            ("width", Number(TimelineLayout.Width)),
            ("height", Number(TimelineSvg.LaneHeight - 2)),
            ("rx", "3")
        );
        writer.Element(
            "text",
            $"every evaluation: {count - missed} of {count} met",
            ("class", "lane-name"),
            ("x", "8"),
            ("y", Number(y + 16))
        );
        foreach (var tick in ticks)
        {
            Write(tick, y);
        }

        writer.Close();
    }

    private void Write(EvaluationTick tick, double y)
    {
        var (top, height) = tick.Met == true ? (y + 7, 10.0) : (y + 1, TimelineSvg.LaneHeight - 4);
        var word = tick.Met switch
        {
            true => "met",
            false => "missed",
            null => "unknown",
        };
        writer.Open(
            "g",
            ("class", "evaluation " + word),
            ("data-count", tick.Count > 1 ? Number(tick.Count) : null),
            ("data-missed", tick.Missed > 0 ? Number(tick.Missed) : null)
        );
        writer.Element("title", tick.Tooltip);
        writer.Void("rect", ("x", Number(tick.X)), ("y", Number(top)), ("width", "2.5"), ("height", Number(height)), ("rx", "1")).Close();
    }
}
