using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Controllers;

/// <summary>Whose pod it is, or might become.</summary>
internal static class PodOwners
{
    /// <summary>The objects of a kind that a change of a pod (or of another thing that is kept) matters to.</summary>
    public static IEnumerable<ObjectKey> Of(ObjectStore store, ResourceKind ownerKind, ObjectChange change)
    {
        foreach (var node in (Abstractions.Data.DataObject?[])[change.Object, change.Before])
        {
            if (node is not null && Owners.ControllerOf(node, ownerKind) is { } owner)
            {
                yield return owner;
            }
        }

        if (change.Kind == ChangeKind.Deleted || change.Object.ControllerUid() is not null)
        {
            yield break;
        }

        // An orphan: whoever selects it takes it.
        var labels = change.Object.Labels();
        foreach (var owner in store.List(ownerKind, change.Key.Namespace).Objects)
        {
            if (LabelSelector.Of(Tree.At(owner, "spec", "selector")).Matches(labels))
            {
                yield return Owners.KeyOf(ownerKind, owner);
            }
        }
    }
}
