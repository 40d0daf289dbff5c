using static Faultline.Engine.Reports.Html.MarkupWriter;

namespace Faultline.Engine.Reports.Html;

/// <summary>The patterns that bars are filled with, once for all timelines of the page.</summary>
internal static class Hatches
{
    public static void Write(MarkupWriter writer)
    {
        writer.Open("svg", ("class", "hatches"), ("aria-hidden", "true")).Open("defs");
        Write(writer, "hatch-pause", 6);
        Write(writer, "hatch-failed", 5);
        writer.Close().Close();
    }

    private static void Write(MarkupWriter writer, string id, double size)
    {
        writer.Open(
            "pattern",
            ("id", id),
            ("class", id),
            ("width", Number(size)),
            ("height", Number(size)),
            ("patternUnits", "userSpaceOnUse"),
            ("patternTransform", "rotate(45)")
        );
        writer.Void("rect", ("class", "ground"), ("width", Number(size)), ("height", Number(size)));
        writer.Void("line", ("class", "stripe"), ("x1", "0"), ("y1", "0"), ("x2", "0"), ("y2", Number(size))).Close();
    }
}
