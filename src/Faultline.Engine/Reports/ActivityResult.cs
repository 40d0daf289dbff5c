namespace Faultline.Engine.Reports;

/// <summary>How one activity ended, from best to worst.</summary>
public enum ActivityResult
{
    /// <summary>The probe's value was within its tolerance.</summary>
    Met,

    /// <summary>The activity ended well; no tolerance applies.</summary>
    Succeeded,

    /// <summary>The record's status is a word that no engine writes.</summary>
    Unknown,

    /// <summary>The record has no status: the activity crashed or was stopped.</summary>
    Unfinished,

    /// <summary>The activity failed; a probe's tolerance could not be evaluated.</summary>
    Failed,

    /// <summary>The probe's value was out of its tolerance.</summary>
    Missed,
}
