namespace Faultline.Lab.Api;

/// <summary>How a patch is written.</summary>
internal enum PatchFormat
{
    /// <summary>RFC 6902.</summary>
    Json,

    /// <summary>RFC 7386.</summary>
    Merge,

    /// <summary>Kubernetes' own.</summary>
    Strategic,

    /// <summary>A part of the object that the client wants to be so, and owns.</summary>
    Apply,
}
