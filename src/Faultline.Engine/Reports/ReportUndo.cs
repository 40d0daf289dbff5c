namespace Faultline.Engine.Reports;

/// <summary>Whether what the run changed was put back, as a report states it.</summary>
public enum ReportUndo
{
    /// <summary>The journal does not say.</summary>
    Unknown,

    /// <summary>No rollbacks were declared.</summary>
    NothingToUndo,

    /// <summary>Everything was put back.</summary>
    Complete,

    /// <summary>There was something to put back, and it was left.</summary>
    Skipped,

    /// <summary>Putting back was tried, and not all of it worked.</summary>
    Incomplete,
}
