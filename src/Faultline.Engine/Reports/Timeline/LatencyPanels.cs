using Faultline.Engine.Reports.Html;
using Faultline.Engine.Reports.Words;
using static Faultline.Engine.Reports.Html.MarkupWriter;

namespace Faultline.Engine.Reports.Timeline;

/// <summary>
/// Draws how long the calls of probes took, with the windows of the faults behind them: a line from a call's start to its end, as high
/// as it took long, with a dot at the end, or a cross where it went wrong.
/// </summary>
internal sealed class LatencyPanels(MarkupWriter writer, TimelineChart chart)
{
    private const double PanelHeight = 84;
    private const double Ground = 62;
    private const double CaptionHeight = 14;

    /// <summary>How much room the panels take.</summary>
    public static double HeightOf(IReadOnlyList<LatencyPanel> panels) =>
        panels.Count == 0 ? 0 : TimelineSvg.TitleHeight + (panels.Count * PanelHeight) + 6;

    public void Write(double y)
    {
        if (chart.Latencies.Count == 0)
        {
            return;
        }

        writer.Open("g", ("class", "latencies"));
        writer.Label("lanes-title", 0, y + 17, "start", "How long probes took");
        y += TimelineSvg.TitleHeight;
        foreach (var panel in chart.Latencies)
        {
            Write(panel, y);
            y += PanelHeight;
        }

        writer.Close();
    }

    private void Write(LatencyPanel panel, double y)
    {
        var ground = y + CaptionHeight + Ground;
        writer.Open("g", ("class", "latency"), ("data-probe", panel.Name));
        writer.Box("lane-ground", 0, y, TimelineLayout.Width, PanelHeight - 4, 3);
        Names(panel, y);
        foreach (var window in chart.Windows)
        {
            Write(window, y);
        }

        Scale(panel.Top, ground - Ground);
        Scale(panel.Top / 2, ground - (Ground / 2));
        Scale(TimeSpan.Zero, ground);
        foreach (var point in panel.Points)
        {
            Write(point, ground);
        }

        writer.Close();
    }

    private void Names(LatencyPanel panel, double y)
    {
        writer.LaneName(panel.Name, panel.Name, y + 18);
        writer.Label("latency-sum", 8, y + 35, "start", $"{TimeText.Duration(panel.Sums.Median)} in the median");
        writer.Label("latency-sum", 8, y + 51, "start", $"{TimeText.Duration(panel.Sums.Longest)} at most");
        writer.Label(
            "latency-sum",
            8,
            y + 67,
            "start",
            Number(panel.Sums.Calls) + " calls" + (panel.Sums.Bad > 0 ? $", {Number(panel.Sums.Bad)} not well" : "")
        );
    }

    private void Write(FaultWindow window, double y)
    {
        writer.Open("g", ("class", "fault-window"), ("data-fault", window.Activity)).Element("title", window.Tooltip);
        var width = Math.Max(window.Right - window.Left, 2);
        writer.Box("fault-shade", window.Left, y, width, PanelHeight - 4, 0);
        var most = (int)(width / Captions.CharacterWidth) - 1;
        if (most >= 8)
        {
            writer.Label("fault-caption", window.Left + 4, y + 11, "start", VisibleText.Line(window.Activity, most));
        }

        writer.Close();
    }

    private void Scale(TimeSpan duration, double y)
    {
        writer.Line("grid", chart.Scale.Left, chart.Scale.Right, y, y);
        writer.Label("latency-scale", chart.Scale.Right + 6, y + 4, "start", duration == TimeSpan.Zero ? "0" : TimeText.Duration(duration));
    }

    private void Write(LatencyPoint point, double ground)
    {
        var (x, y) = (point.Right, Math.Round(ground - (point.Height * Ground), 1));
        writer.Open("g", ("class", "call " + ResultText.Word(point.Result)), ("data-count", point.Count > 1 ? Number(point.Count) : null));
        var more = point.Count > 1 ? $" (the weightiest of {Number(point.Count)} in close succession)" : "";
        writer.Element("title", point.Tooltip + more);
        writer.Void("path", ("class", "call-line"), ("d", $"M{Number(point.Left)} {Number(y)}H{Number(x)}V{Number(ground)}"));
        if (point.IsBad)
        {
            writer.Void("path", ("class", "call-cross"), ("d", $"M{Number(x - 4)} {Number(y - 4)}l8 8m0 -8l-8 8"));
        }
        else
        {
            writer.Void("circle", ("class", "call-dot"), ("cx", Number(x)), ("cy", Number(y)), ("r", "3"));
        }

        writer.Close();
    }
}
