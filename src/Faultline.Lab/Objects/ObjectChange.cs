using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects;

/// <summary>What happened to an object.</summary>
internal enum ChangeKind
{
    /// <summary>It is new.</summary>
    Added,

    /// <summary>It is different.</summary>
    Modified,

    /// <summary>It is gone.</summary>
    Deleted,
}

/// <summary>A change in the store.</summary>
/// <param name="Version">The store's version with this change in it.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Key">To which object.</param>
/// <param name="Object">The object after the change; of a deleted one its last state.</param>
/// <param name="Before">The object before the change; null for a new one.</param>
internal sealed record ObjectChange(long Version, ChangeKind Kind, ObjectKey Key, DataObject Object, DataObject? Before);
