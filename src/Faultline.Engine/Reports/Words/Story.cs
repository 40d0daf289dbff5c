namespace Faultline.Engine.Reports.Words;

/// <summary>A run in a few lines: what was believed, what was done, whether it held, and what missed.</summary>
internal static class Story
{
    private const int MostNames = 6;
    private const int MostMisses = 3;

    public static IEnumerable<(string Term, string Text)> Of(ReportModel report)
    {
        yield return ("Hypothesis", Hypothesis(report));
        yield return ("What was done", Done(report));
        yield return ("Did it hold?", Held(report));
        var misses = report.Misses().ToList();
        if (misses.Count > 0)
        {
            yield return ("What missed", Missed(misses));
        }

        if (!report.Ended)
        {
            yield return ("End", "The journal has no end: the run is still going on, or its process died.");
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

    private static string Done(ReportModel report)
    {
        if (report.Method.IsEmpty)
        {
            return "nothing: the method was not played";
        }

        var names = report
            .Method.Take(MostNames)
            .Select(record => $"{VisibleText.Line(record.Name, 80)} ({record.Type ?? "activity"}, {ResultText.Title(record)})");
        var more = report.Method.Length - MostNames;
        return string.Join("; ", names) + (more > 0 ? $"; and {more} more" : "");
    }

    private static string Held(ReportModel report)
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

    private static string Missed(List<ActivityRecord> misses)
    {
        var shown = misses
            .Take(MostMisses)
            .Select(probe =>
                $"{VisibleText.Line(probe.Name, 80)} {ResultText.Phase(probe.Phase)}: expected {ToleranceText.Expected(probe)}, found {ToleranceText.Found(probe)}"
            );
        var more = misses.Count - MostMisses;
        return string.Join("; ", shown) + (more > 0 ? $"; and {more} more" : "");
    }
}
