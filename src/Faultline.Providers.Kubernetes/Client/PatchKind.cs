namespace Faultline.Providers.Kubernetes.Client;

/// <summary>The ways to change a part of an object.</summary>
internal enum PatchKind
{
    /// <summary>A part of the object is laid over it; lists are merged by their keys. For the built-in kinds alone.</summary>
    StrategicMerge,

    /// <summary>A part of the object is laid over it; a null removes (RFC 7386).</summary>
    Merge,

    /// <summary>A list of operations (RFC 6902).</summary>
    Json,
}
