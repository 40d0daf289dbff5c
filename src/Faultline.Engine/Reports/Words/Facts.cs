using System.Globalization;

namespace Faultline.Engine.Reports.Words;

/// <summary>The facts of a run, in order, without its tags. What is unknown and of no use is left out.</summary>
internal static class Facts
{
    public static IEnumerable<(string Term, string Text)> Of(ReportModel report)
    {
        if (report.RunId is { } id)
        {
            yield return ("Run", id);
        }

        yield return ("Title", report.Title ?? TimeText.Unknown);
        if (report.Description is { } description)
        {
            yield return ("Description", description);
        }

        yield return ("Started", TimeText.Moment(report.Start));
        yield return ("Ended", TimeText.Moment(report.End));
        yield return ("Duration", TimeText.Duration(report.Duration));
        if (report.ExitCode is { } code)
        {
            yield return ("Exit code", code.ToString(CultureInfo.InvariantCulture));
        }

        yield return (
            "Strategies",
            $"hypothesis: {Strategy(report, report.HypothesisStrategy)}; rollbacks: {Strategy(report, report.RollbackStrategy)}"
        );
        yield return ("Journal says", $"status: {report.Status ?? TimeText.Unknown}; deviated: {Flag(report.Deviated)}");
        if (report.Dry is { } dry)
        {
            yield return ("Dry run", dry);
        }

        yield return ("Where", Where(report));
        yield return ("Engine", Engine(report));
    }

    private static string Where(ReportModel report) =>
        string.Join(" · ", new[] { report.Node, report.Platform }.OfType<string>().DefaultIfEmpty(TimeText.Unknown));

    private static string Engine(ReportModel report) =>
        (report.EngineVersion, report.LibraryVersion) switch
        {
            ({ } own, { } library) => $"Faultline {own} (journal in the form of Chaos Toolkit library {library})",
            ({ } own, null) => $"Faultline {own}",
            (null, { } library) => $"Chaos Toolkit library {library}",
            _ => TimeText.Unknown,
        };

    // The reference's journal shows a strategy only where the experiment itself names it.
    private static string Strategy(ReportModel report, string? strategy) =>
        strategy ?? (report.EngineVersion is null ? "not recorded" : TimeText.Unknown);

    private static string Flag(bool? flag) =>
        flag switch
        {
            true => "true",
            false => "false",
            null => TimeText.Unknown,
        };
}
