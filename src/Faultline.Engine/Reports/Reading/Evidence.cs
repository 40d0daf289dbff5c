using Faultline.Abstractions.Data;
using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports.Reading;

/// <summary>Whether a record proves that its activity did what it was declared for.</summary>
internal static class Evidence
{
    /// <summary>Whether activities were left out on purpose, so that the run proves nothing.</summary>
    public static bool IsDry(ReportModel model) => model.Dry is not (null or "pause");

    /// <summary>Why the record is no proof, as a kind of reason and a sentence; null where it is one.</summary>
    public static ReportReason? DoubtOf(ActivityRecord record)
    {
        var what = $"{(record.Type == "probe" ? "Probe" : "Action")} '{VisibleText.Line(record.Name, 120)}'";
        return record.Result switch
        {
            ActivityResult.Failed => new ReportReason(
                record.Phase == RecordPhase.Rollbacks ? "rollback-failed"
                    : record.Type == "probe" ? "probe-failed"
                    : "action-failed",
                $"{what} failed: {record.Failure ?? "the journal does not say why"}",
                record.Name
            ),
            ActivityResult.Unfinished => new ReportReason("crashed", $"{what} has no result: it was stopped or crashed.", record.Name),
            ActivityResult.Unknown => new ReportReason("unproven", $"{what} has the unknown status '{record.Status}'.", record.Name),
            _ => Unproven(record, what),
        };
    }

    private static ReportReason? Unproven(ActivityRecord record, string what)
    {
        if (record.Type == "probe" || record.Output is not DataObject output || output["status"] is not DataNumber status)
        {
            return null;
        }

        var value = status.ToDouble();
        return record.Provider.WordOf("type") switch
        {
            "process" when value != 0 => new ReportReason("unproven", $"{what} ended with exit code {status.Text}.", record.Name),
            "http" when value > 399 => new ReportReason("unproven", $"{what} was answered with status {status.Text}.", record.Name),
            _ => null,
        };
    }
}
