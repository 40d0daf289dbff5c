using Faultline.Engine.Reports.Timeline;
using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports.Html;

/// <summary>The timeline and its legend.</summary>
internal sealed class TimelineSection(MarkupWriter writer, ReportModel report)
{
    private static readonly (string Style, string Meaning)[] Legend =
    [
        ("bar action succeeded", "action"),
        ("bar probe succeeded", "probe of the method"),
        ("bar probe met", "within tolerance"),
        ("bar probe missed", "out of tolerance (✕, taller)"),
        ("bar probe failed", "failed (✕, striped)"),
        ("bar action unfinished", "no result (…, dashed)"),
        ("bar pause", "pause (hatched)"),
    ];

    private const int MostPods = 100;

    public void Write()
    {
        writer.Open("section", ("id", "timeline-section"), ("aria-labelledby", "timeline-heading"));
        writer.Element("h2", "Timeline", ("id", "timeline-heading"));
        if (TimelineLayout.Of(report) is { } chart)
        {
            Draw(chart);
        }
        else
        {
            writer.Element("p", "The journal holds no activity with a time.", ("class", "nothing"));
        }

        writer.Close();
    }

    private void Draw(TimelineChart chart)
    {
        writer
            .Open("figure", ("style", "margin: 0"))
            .Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "group"), ("aria-label", "Timeline, scrolls sideways"));
        new TimelineSvg(writer, chart).Write(Summary(chart));
        writer.Close().Open("figcaption").Open("ul", ("class", "legend"));
        foreach (var (style, meaning) in Legend.Where(entry => IsUsed(chart, entry.Style)))
        {
            var bad = style.EndsWith("missed", StringComparison.Ordinal) || style.EndsWith("failed", StringComparison.Ordinal);
            writer.Open("li").Open("svg", ("viewBox", "0 0 22 14"), ("aria-hidden", "true"));
            writer.Open("g", ("class", style.Replace("bar ", "bar key ", StringComparison.Ordinal)));
            writer.Void(
                "rect",
                ("class", "bar-box"),
                ("x", "1"),
                ("y", bad ? "1" : "3"),
                ("width", "20"),
                ("height", bad ? "12" : "8"),
                ("rx", "2")
            );
            writer.Close().Close().Element("span", meaning).Close();
        }

        Calls(chart);
        writer.Close();
        Pods(chart);
        if (chart.Undrawn > 0)
        {
            writer.Element("p", $"{chart.Undrawn} records are not drawn: the journal has no time for them.", ("class", "soft"));
        }

        new EffectTable(writer, report).Write();
        writer.Close().Close();
    }

    private void Calls(TimelineChart chart)
    {
        var points = chart.Latencies.SelectMany(panel => panel.Points).ToList();
        if (points.Exists(point => !point.IsBad))
        {
            Key(("class", "call-dot"), "circle", "a call of a probe, as high as it took long", ("cx", "11"), ("cy", "7"), ("r", "3"));
        }

        if (points.Exists(point => point.IsBad))
        {
            Key(("class", "call-cross"), "path", "one that went wrong (✕)", ("d", "M7 3l8 8m0 -8l-8 8"));
        }

        if (points.Count > 0 && chart.Windows.Count > 0)
        {
            Key(("class", "fault-shade"), "rect", "while a fault was there", ("x", "1"), ("y", "1"), ("width", "20"), ("height", "12"));
        }
    }

    private void Key(
        (string Name, string? Value) style,
        string shape,
        string meaning,
        params ReadOnlySpan<(string Name, string? Value)> place
    )
    {
        writer.Open("li").Open("svg", ("viewBox", "0 0 22 14"), ("aria-hidden", "true")).Void(shape, [style, .. place]).Close();
        writer.Element("span", meaning).Close();
    }

    private void Pods(TimelineChart chart)
    {
        if (chart.Pods.Count == 0)
        {
            return;
        }

        writer.Open("ul", ("class", "pods"));
        foreach (var pod in chart.Pods.Take(MostPods))
        {
            writer.Element("li", PodText.Sentence(pod, report.Start));
        }

        writer.Close();
    }

    private static bool IsUsed(TimelineChart chart, string style) =>
        chart
            .Groups.SelectMany(group => group.Lanes)
            .SelectMany(lane => lane.Bars)
            .Any(bar => style.EndsWith(bar.IsPause ? "pause" : Key(bar), StringComparison.Ordinal));

    private static string Key(Bar bar) =>
        bar.Result == ActivityResult.Succeeded ? $"{(bar.IsProbe ? "probe" : "action")} succeeded" : " " + ResultText.Word(bar.Result);

    private string Summary(TimelineChart chart)
    {
        var records = report.Records.Count();
        var bad = report.Records.Count(record => record.IsBad);
        var markers = string.Concat(chart.Markers.Select(marker => $" {char.ToUpperInvariant(marker.Caption[0])}{marker.Caption[1..]}."));
        return $"{records} activities in {TimeText.Duration(chart.Scale.End - chart.Scale.Origin)}, {bad} of them not well.{markers} The sections below hold the same as text.";
    }
}
