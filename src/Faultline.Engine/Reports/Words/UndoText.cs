namespace Faultline.Engine.Reports.Words;

/// <summary>The words for undo states: the journal's, and those a person reads.</summary>
internal static class UndoText
{
    public static ReportUndo Parse(string? word) =>
        word switch
        {
            "nothing-to-undo" => ReportUndo.NothingToUndo,
            "complete" => ReportUndo.Complete,
            "skipped" => ReportUndo.Skipped,
            "incomplete" => ReportUndo.Incomplete,
            _ => ReportUndo.Unknown,
        };

    public static string Word(ReportUndo undo) =>
        undo switch
        {
            ReportUndo.NothingToUndo => "nothing-to-undo",
            _ => undo.ToString().ToLowerInvariant(),
        };

    public static string Title(ReportUndo undo) => undo == ReportUndo.NothingToUndo ? "Nothing to undo" : $"Undo {Word(undo)}";

    public static string Sentence(ReportUndo undo) =>
        undo switch
        {
            ReportUndo.NothingToUndo => "No rollback was declared and no fault was left to revert.",
            ReportUndo.Complete => "Everything the run changed was put back.",
            ReportUndo.Skipped => "What the run changed was not put back.",
            ReportUndo.Incomplete => "Not everything the run changed could be put back: look at it before anything else.",
            ReportUndo.Unknown => "The journal does not say whether what the run changed was put back.",
            _ => throw new System.Diagnostics.UnreachableException(undo.ToString()),
        };
}
