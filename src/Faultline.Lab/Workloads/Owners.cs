using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads;

/// <summary>Who controls what.</summary>
internal static class Owners
{
    /// <summary>The reference by which objects name the one that controls them.</summary>
    public static DataObject Reference(ResourceKind kind, DataObject owner) =>
        DataObject.Of(
            ("apiVersion", kind.ApiVersion),
            ("kind", kind.Kind),
            ("name", owner.Name()),
            ("uid", owner.Uid()),
            ("controller", true),
            ("blockOwnerDeletion", true)
        );

    /// <summary>The key of the object of a kind that controls this one; null where none of this kind does.</summary>
    public static ObjectKey? ControllerOf(DataObject node, ResourceKind kind) =>
        node.ItemsAt("metadata", "ownerReferences")
            .FirstOrDefault(owner => owner.IsTrueAt("controller") && owner.TextAt("kind") == kind.Kind)
            is { } found
            ? new ObjectKey(kind, node.Namespace(), found.TextAt("name") ?? "")
            : null;

    /// <summary>
    /// The objects that an owner controls. Those that it selects and nobody controls become its own, those that it no longer
    /// selects are let go, as every controller of a cluster does.
    /// </summary>
    public static List<DataObject> Claim(ObjectStore store, ResourceKind kind, ResourceKind ownerKind, DataObject owner)
    {
        var selector = LabelSelector.Of(owner.At("spec", "selector"));
        var claimed = new List<DataObject>();
        foreach (var node in store.List(kind, owner.Namespace()).Objects)
        {
            var controller = node.ControllerUid();
            if (controller == owner.Uid())
            {
                if (selector.Matches(node.Labels()))
                {
                    claimed.Add(node);
                }
                else
                {
                    Release(store, kind, node, owner);
                }
            }
            else if (controller is null && !node.IsTerminating() && !owner.IsTerminating() && selector.Matches(node.Labels()))
            {
                if (Adopt(store, kind, node, ownerKind, owner) is { } adopted)
                {
                    claimed.Add(adopted);
                }
            }
        }

        return claimed;
    }

    private static DataObject? Adopt(ObjectStore store, ResourceKind kind, DataObject node, ResourceKind ownerKind, DataObject owner) =>
        PodStatus.IsOver(node)
            ? null
            : store.Update(
                KeyOf(kind, node),
                node.Uid(),
                current =>
                    current.ControllerUid() is null
                        ? current.Put(
                            DataArray.Of(current.ItemsAt("metadata", "ownerReferences").Append(Reference(ownerKind, owner))),
                            "metadata",
                            "ownerReferences"
                        )
                        : current
            );

    private static void Release(ObjectStore store, ResourceKind kind, DataObject node, DataObject owner) =>
        store.Update(
            KeyOf(kind, node),
            node.Uid(),
            current =>
            {
                var left = current.ItemsAt("metadata", "ownerReferences").Where(one => one.TextAt("uid") != owner.Uid()).ToList();
                return left.Count == 0
                    ? current.Drop("metadata", "ownerReferences")
                    : current.Put(DataArray.Of(left), "metadata", "ownerReferences");
            }
        );

    /// <summary>The key of an object.</summary>
    public static ObjectKey KeyOf(ResourceKind kind, DataObject node) => new(kind, node.Namespace(), node.Name());
}
