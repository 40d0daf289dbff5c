using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports;

/// <summary>How much a finding weighs for whoever gates on it.</summary>
internal enum FindingLevel
{
    Note,
    Warning,
    Error,
}

/// <summary>Something that a machine should show about a run.</summary>
/// <param name="Kind">The kind of the reason, or of what the verdict stands for where no reason does.</param>
/// <param name="Level">An error where it keeps the run from being a success.</param>
/// <param name="Message">The whole sentence.</param>
/// <param name="Activity">The activity it is about; null where it is about the run.</param>
internal sealed record Finding(string Kind, FindingLevel Level, string Message, string? Activity)
{
    /// <summary>The findings of a run: its reasons, weighed. A run that is no success has at least one error.</summary>
    public static IReadOnlyList<Finding> Of(ReportModel model)
    {
        var findings = model
            .Reasons.Select(reason => new Finding(reason.Kind, LevelOf(reason.Kind, model.IsSuccess), reason.Message, reason.Activity))
            .ToList();
        if (!model.IsSuccess && !findings.Exists(finding => finding.Level == FindingLevel.Error))
        {
            findings.Insert(0, OfVerdict(model));
        }

        return findings;
    }

    private static Finding OfVerdict(ReportModel model) =>
        model.Undo == ReportUndo.Incomplete
            ? new Finding("undo-incomplete", FindingLevel.Error, UndoText.Sentence(model.Undo), null)
            : new Finding(VerdictText.Word(model.Verdict), FindingLevel.Error, VerdictText.Sentence(model.Verdict), null);

    private static FindingLevel LevelOf(string kind, bool isSuccess) =>
        kind switch
        {
            "note" => FindingLevel.Note,
            "probe-failed" or "rollbacks-skipped" => FindingLevel.Warning,
            _ => isSuccess ? FindingLevel.Warning : FindingLevel.Error,
        };
}
