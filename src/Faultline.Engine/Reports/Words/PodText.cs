namespace Faultline.Engine.Reports.Words;

/// <summary>What the journal tells of a deleted pod, in a sentence.</summary>
internal static class PodText
{
    public static string Sentence(PodFate fate, DateTimeOffset? origin)
    {
        var pod = $"Pod {VisibleText.Line(fate.Pod, 120)}";
        var deleted =
            $"{pod} was deleted by '{VisibleText.Line(fate.DeletedBy.Name, 120)}' at {TimeText.Offset(fate.DeletedBy.End, origin)}.";
        return (fate.Return, fate.ReturnedAs) switch
        {
            (null, _) => deleted + " No later probe tells whether it came back.",
            ({ } probe, { } other) =>
                $"{deleted} '{VisibleText.Line(probe.Name, 120)}' saw pod {VisibleText.Line(other, 120)} of the same labels at {TimeText.Offset(probe.End, origin)}.",
            ({ } probe, null) =>
                $"{deleted} '{VisibleText.Line(probe.Name, 120)}' missed pods of its labels and found them again at {TimeText.Offset(probe.End, origin)}.",
        };
    }
}
