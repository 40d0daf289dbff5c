namespace Faultline.Engine.Reports.Words;

/// <summary>A run in a few lines: what was believed, what was done, whether it held, and what missed.</summary>
internal static class Story
{
    private const int Most = 6;

    public static IEnumerable<(string Term, IReadOnlyList<string> Lines)> Of(ReportModel report)
    {
        yield return ("Hypothesis", [Hypothesis(report)]);
        yield return ("What was done", Done(report));
        yield return ("Did it hold?", [Held(report)]);
        var misses = report.MissGroups();
        if (!misses.IsEmpty)
        {
            yield return ("What missed", Some(misses.Select(miss => miss.Text(report.Start)), misses.Length));
        }

        if (!report.Ended)
        {
            yield return ("End", ["The journal has no end: the run is still going on, or its process died."]);
        }
    }

    private static string Hypothesis(ReportModel report)
    {
        var probes = report.DeclaredProbes == 1 ? "1 probe" : $"{report.DeclaredProbes} probes";
        return (report.HypothesisTitle, report.DeclaredProbes) switch
        {
            (null, 0) => report.Before is null && report.After is null && report.During.IsEmpty ? "none was declared" : TimeText.Unknown,
            (null, _) => probes,
            ({ } title, 0) => VisibleText.Line(title, 300),
            ({ } title, _) => $"{VisibleText.Line(title, 300)} ({probes})",
        };
    }

    private static IReadOnlyList<string> Done(ReportModel report) =>
        report.Method.IsEmpty ? ["nothing: the method was not played"] : Some(report.Method.Select(Sentence), report.Method.Length);

    private static string Sentence(ActivityRecord record) =>
        $"{VisibleText.Line(record.Name, 80)}: {record.Type ?? "activity"}{(record.Background ? " in the background" : "")}, {ResultText.Title(record)}";

    private static IReadOnlyList<string> Some(IEnumerable<string> lines, int count) =>
        count > Most ? [.. lines.Take(Most - 1), $"and {count - Most + 1} more"] : [.. lines];

    /// <summary>How the evaluations of the hypothesis went, in a few words.</summary>
    public static string Held(ReportModel report)
    {
        var during = report.During.Count(entry => entry.Met == true);
        string?[] parts =
        [
            report.Before is { } before ? $"before: {ResultText.Met(before.Met)}" : null,
            report.During.IsEmpty ? null : $"during: {during} of {report.During.Length} met",
            report.After is { } after ? $"after: {ResultText.Met(after.Met)}" : null,
        ];
        var text = string.Join("; ", parts.OfType<string>());
        return text.Length == 0 ? "it was not evaluated" : text;
    }
}
