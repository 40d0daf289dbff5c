namespace Faultline.Engine.Reports;

/// <summary>One run of a report, and where it comes from.</summary>
/// <param name="Name">What tells it from the other runs of the report: the journal's file name, or the run's id.</param>
/// <param name="Model">What its journal holds.</param>
public sealed record ReportedRun(string Name, ReportModel Model)
{
    /// <summary>The journal's file, as findings should name it; null where the run was not read from a file.</summary>
    public string? JournalPath { get; init; }

    /// <summary>Where in the experiment's document its activities stand; null where the document is not at hand.</summary>
    public DocumentPlaces? Document { get; init; }

    /// <summary>
    /// Where a finding about the activity belongs: the document's file and line, else the document that the journal names, else the
    /// journal; null where there is no file at all.
    /// </summary>
    public FindingPlace? PlaceOf(string? activity) =>
        Document is { } document ? new FindingPlace(document.Path, document.PositionOf(activity))
        : Model.Source is { } source && IsFile(source) ? new FindingPlace(source, null)
        : JournalPath is { } journal ? new FindingPlace(journal, null)
        : null;

    // A source may be an address, "standard input" or "run ID".
    private static bool IsFile(string source) =>
        !source.Contains("://", StringComparison.Ordinal) && Path.GetExtension(source) is ".json" or ".yaml" or ".yml";
}
