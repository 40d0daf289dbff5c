namespace Faultline.Lab.Objects;

/// <summary>How to delete.</summary>
/// <param name="Uid">The uid that the object must have; null takes any.</param>
/// <param name="ResourceVersion">The version that it must have; null takes any.</param>
/// <param name="GraceSeconds">How long a pod may take; null leaves it to the pod.</param>
/// <param name="Policy">What becomes of what belongs to it: Background (it goes too), Foreground (it goes first), Orphan (it stays).</param>
/// <param name="IsDryRun">Whether to say only what would be.</param>
internal sealed record DeletionWish(
    string? Uid = null,
    string? ResourceVersion = null,
    long? GraceSeconds = null,
    string Policy = "Background",
    bool IsDryRun = false
);
