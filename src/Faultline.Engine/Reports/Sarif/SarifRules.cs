using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Reports.Sarif;

/// <summary>The kinds of findings as SARIF's rules.</summary>
internal static class SarifRules
{
    private static readonly ImmutableArray<(string Id, string Name, string Level, string Text)> Known =
    [
        ("deviation", "HypothesisDeviated", "error", "The hypothesis held before the method, and not during or after it: a weakness."),
        ("gate", "NotHealthyBefore", "error", "The hypothesis did not hold before the method, so nothing was tested."),
        ("action-failed", "ActionFailed", "error", "An action of the method failed: what was to be tested was not done."),
        ("unproven", "ActionUnproven", "error", "Nothing proves that an action of the method had its effect."),
        ("control", "ControlObjected", "error", "A control found that the run was not what it should have been."),
        ("crashed", "ActivityCrashed", "error", "An activity could not be carried out, or has no result."),
        ("probe-failed", "MethodProbeFailed", "warning", "A probe of the method, which only looks, failed."),
        ("rollback-failed", "RollbackFailed", "error", "A rollback failed or is not proven: something may still be broken."),
        ("rollbacks-skipped", "RollbacksSkipped", "warning", "Declared rollbacks were not played."),
        ("interrupted", "RunInterrupted", "error", "The run was stopped before its end."),
        ("halted", "RunHalted", "error", "A condition that was watched ended the run."),
        ("timed-out", "RunTimedOut", "error", "The run took longer than it was allowed to."),
        ("undo-incomplete", "UndoIncomplete", "error", "Not everything that was to be put back was."),
        ("note", "Note", "note", "Something that whoever reads the verdict should know."),
    ];

    /// <summary>The rules: all known ones, and one for each other kind among the findings.</summary>
    public static ImmutableArray<(string Id, DataNode Rule)> For(IEnumerable<Finding> findings) =>
        [
            .. Known.Select(rule => (rule.Id, Rule(rule.Id, rule.Name, rule.Level, rule.Text))),
            .. findings
                .Select(finding => finding.Kind)
                .Distinct(StringComparer.Ordinal)
                .Where(kind => !Known.Any(rule => rule.Id == kind))
                .Select(kind => (kind, Rule(kind, kind, "error", $"The run is no success: {Words.VisibleText.Line(kind, 80)}."))),
        ];

    private static DataObject Rule(string id, string name, string level, string text) =>
        DataObject.Of(
            ("id", Summaries.Json.Text(id)),
            ("name", Summaries.Json.Text(name)),
            ("shortDescription", DataObject.Of(("text", text))),
            ("defaultConfiguration", DataObject.Of(("level", level)))
        );
}
