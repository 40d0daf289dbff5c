using Faultline.Engine.Reports.Html;
using Faultline.Engine.Reports.Words;
using static Faultline.Engine.Reports.Html.MarkupWriter;

namespace Faultline.Engine.Reports.Timeline;

/// <summary>
/// Draws the pods that were deleted: a cross where the action had named them, a ring where a later probe saw pods of their labels.
/// </summary>
internal sealed class PodLanes(MarkupWriter writer, TimeScale scale)
{
    private const int Most = 20;

    public static double HeightOf(IReadOnlyList<PodFate> pods) =>
        pods.Count == 0 ? 0 : TimelineSvg.TitleHeight + (Math.Min(pods.Count, Most) * TimelineSvg.LaneHeight) + 6;

    public void Write(IReadOnlyList<PodFate> pods, double y)
    {
        if (pods.Count == 0)
        {
            return;
        }

        writer.Open("g", ("class", "pods-drawn"));
        var more = pods.Count > Most ? $" (the first {Most} of {pods.Count})" : "";
        writer.Label("lanes-title", 0, y + 17, "start", "Deleted pods" + more);
        y += TimelineSvg.TitleHeight;
        foreach (var pod in pods.Take(Most))
        {
            Write(pod, y);
            y += TimelineSvg.LaneHeight;
        }

        writer.Close();
    }

    private void Write(PodFate fate, double y)
    {
        var (from, middle) = (scale.X(fate.DeletedBy.End!.Value), y + 12);
        var back = fate.Return is { } seen ? scale.X((seen.End ?? seen.Start)!.Value) : (double?)null;
        writer.Open("g", ("class", "pod"), ("data-pod", fate.Pod)).Element("title", PodText.Sentence(fate, scale.Origin));
        writer.Label("lane-name", 8, y + 16, "start", VisibleText.Line(fate.Pod, TimelineSvg.MostNameCharacters));
        writer.Line("pod-line", from, back ?? scale.Right, middle, middle);
        writer.Label("pod-deleted", from, middle + 5, "middle", "✕");
        if (back is { } x)
        {
            writer.Void("circle", ("class", "pod-back"), ("cx", Number(x)), ("cy", Number(middle)), ("r", "4.5"));
        }

        var isLate = from > (scale.Left + scale.Right) / 2;
        var caption = back is null ? "deleted; no later probe tells of it" : "deleted; ring: pods of its labels seen later";
        writer.Label("pod-caption", isLate ? from - 9 : from + 9, middle + (back is null ? 4 : -3), isLate ? "end" : "start", caption);
        writer.Close();
    }
}
