using Faultline.Engine.Reports.Html;
using static Faultline.Engine.Reports.Html.MarkupWriter;

namespace Faultline.Engine.Reports.Timeline;

/// <summary>The shapes that the timeline is drawn of.</summary>
internal static class Shapes
{
    /// <summary>A rectangle.</summary>
    public static void Box(this MarkupWriter writer, string style, double x, double y, double width, double height, double radius) =>
        writer.Void(
            "rect",
            ("class", style),
            ("x", Number(x)),
            ("y", Number(y)),
            ("width", Number(width)),
            ("height", Number(height)),
            ("rx", Number(radius))
        );

    /// <summary>A straight line from one point to another.</summary>
    public static void Line(this MarkupWriter writer, string style, double left, double right, double top, double bottom) =>
        writer.Void("line", ("class", style), ("x1", Number(left)), ("x2", Number(right)), ("y1", Number(top)), ("y2", Number(bottom)));

    /// <summary>A word, anchored at its <c>start</c>, <c>middle</c> or <c>end</c>.</summary>
    public static void Label(this MarkupWriter writer, string style, double x, double y, string anchor, string text) =>
        writer.Element("text", text, ("class", style), ("x", Number(x)), ("y", Number(y)), ("text-anchor", anchor));

    /// <summary>The name of a lane: shortened, with the whole of it for who points at it.</summary>
    public static void LaneName(this MarkupWriter writer, string name, string shown, double y)
    {
        writer.Open("text", ("class", "lane-name"), ("x", "8"), ("y", Number(y)));
        writer.Element("title", name).Text(Words.VisibleText.Line(shown, TimelineSvg.MostNameCharacters)).Close();
    }
}
