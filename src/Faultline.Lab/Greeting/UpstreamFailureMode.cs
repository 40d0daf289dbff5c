namespace Faultline.Lab.Greeting;

/// <summary>What the webapp of the greeting lab does when a service that it needs fails.</summary>
public enum UpstreamFailureMode
{
    /// <summary>It writes a line to its log and never answers: the weakness that the experiment finds.</summary>
    Hang,

    /// <summary>It answers 500 at once.</summary>
    Error,

    /// <summary>It answers 200 with a word of its own.</summary>
    Fallback,
}
