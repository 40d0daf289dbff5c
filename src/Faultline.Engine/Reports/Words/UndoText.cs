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
            ReportUndo.NothingToUndo => "No rollbacks were declared.",
            ReportUndo.Complete => "What was declared or recorded to be put back was put back.",
            ReportUndo.Skipped => "What was to be put back was left as it is.",
            ReportUndo.Incomplete => "Not everything could be put back: look at it before anything else.",
            ReportUndo.Unknown => "The journal does not say whether anything had to be put back, or was.",
            _ => throw new System.Diagnostics.UnreachableException(undo.ToString()),
        };
}
