namespace Faultline.Samples.Services.Greeting;

/// <summary>What the webapp does when a service it needs fails.</summary>
internal enum UpstreamFailure
{
    /// <summary>It writes a line to its log and never answers.</summary>
    Hang,

    /// <summary>It answers 500.</summary>
    Error,

    /// <summary>It answers 200 with a word of its own.</summary>
    Fallback,
}
