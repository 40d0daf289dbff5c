using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;

namespace Faultline.Providers.Kubernetes.Changes;

/// <summary>What a reversal needs of a change besides what it was and what it is.</summary>
internal static class ChangeReach
{
    private const string Identity = "uid";
    private const string IsMadeKey = "made";
    private const string First = "first";
    private const string Before = "before";
    private const string After = "after";

    /// <param name="reach">How the cluster is reached.</param>
    /// <param name="uid">The object; null where it is not known.</param>
    /// <param name="first">What is put back, where that is not what was there just before.</param>
    public static DataObject Of(DataObject reach, string? uid, DataObject? first)
    {
        reach = uid is null ? reach : reach.With(Identity, uid);
        return first is null ? reach : reach.With(First, first);
    }

    public static DataObject Made(DataObject reach) => reach.With(IsMadeKey, true);

    public static DataObject WithBefore(DataObject secrets, DataObject before) => secrets.With(Before, before);

    public static DataObject WithAfter(DataObject secrets, DataObject after) => secrets.With(After, after);

    public static string? UidOf(DataObject reach) => reach.Text(Identity);

    /// <summary>Whether the change is known to have been made; otherwise it may have been or not, or still be on its way.</summary>
    public static bool IsMade(DataObject reach) => reach[IsMadeKey] is DataBoolean { Value: true };

    /// <summary>Whether all is known that is put back.</summary>
    public static bool HasBefore(DataObject secrets) => secrets.Has(Before);

    /// <summary>What is put back, secrets included where they are known.</summary>
    public static DataObject BeforeOf(UndoRecord record, DataObject reach, DataObject secrets) =>
        secrets[Before] as DataObject ?? reach[First] as DataObject ?? record.Before;

    /// <summary>What the change left, secrets included where they are known; null where that is not known.</summary>
    public static DataObject? AfterOf(UndoRecord record, DataObject secrets) => secrets[After] as DataObject ?? record.After;
}
