namespace Faultline.Engine.Reports;

/// <summary>What a run showed, as a report states it.</summary>
public enum ReportVerdict
{
    /// <summary>The journal does not say, and what it holds does not tell.</summary>
    Unknown,

    /// <summary>The hypothesis was met before and after, and everything was done.</summary>
    Held,

    /// <summary>The hypothesis was met before the method, and not during or after it.</summary>
    Deviated,

    /// <summary>The run proves nothing: the gate was not met, or something was not done or not observed.</summary>
    Inconclusive,

    /// <summary>A safeguard ended the run.</summary>
    Halted,

    /// <summary>Something crashed.</summary>
    Aborted,

    /// <summary>A person or a signal ended the run.</summary>
    Interrupted,

    /// <summary>The run's time was up.</summary>
    TimedOut,

    /// <summary>There was no hypothesis to judge by.</summary>
    Explored,
}
