namespace Faultline.Engine.Reports.Words;

/// <summary>The words and signs for how an activity ended.</summary>
internal static class ResultText
{
    public static string Word(ActivityResult result) => result.ToString().ToLowerInvariant();

    public static string Title(ActivityRecord record) =>
        record.Result switch
        {
            ActivityResult.Met => "within tolerance",
            ActivityResult.Missed => "out of tolerance",
            var other => Word(other),
        };

    public static string Sign(ActivityResult result) =>
        result switch
        {
            ActivityResult.Met or ActivityResult.Succeeded => "✓",
            ActivityResult.Missed or ActivityResult.Failed => "✕",
            ActivityResult.Unfinished => "…",
            _ => "?",
        };

    public static string Met(bool? met) =>
        met switch
        {
            true => "met",
            false => "not met",
            null => TimeText.Unknown,
        };

    public static string Phase(RecordPhase phase) =>
        phase switch
        {
            RecordPhase.Before => "before the method",
            RecordPhase.Method => "in the method",
            RecordPhase.During => "during the method",
            RecordPhase.After => "after the method",
            RecordPhase.Rollbacks => "in the rollbacks",
            _ => throw new System.Diagnostics.UnreachableException(phase.ToString()),
        };
}
