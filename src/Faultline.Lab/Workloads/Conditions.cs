using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads;

/// <summary>The conditions in the status of objects.</summary>
internal static class Conditions
{
    /// <summary>The condition of a type; null where there is none.</summary>
    public static DataNode? Find(DataObject node, string type) =>
        node.ItemsAt("status", "conditions").FirstOrDefault(one => one.TextAt("type") == type);

    /// <summary>Whether a condition is there and holds.</summary>
    public static bool IsTrue(DataObject node, string type) => Find(node, type).TextAt("status") == "True";

    /// <summary>A condition, whose last transition is the one before where the status is the same.</summary>
    public static DataObject Make(DataNode? before, string type, string status, string? reason, string? message, string now)
    {
        var since = before.TextAt("status") == status ? before.TextAt("lastTransitionTime") ?? now : now;
        var condition = DataObject.Of(("type", type), ("status", status), ("lastTransitionTime", since));
        condition = reason is null ? condition : condition.With("reason", reason);
        return message is null ? condition : condition.With("message", message);
    }

    /// <summary>The object with this condition in place of the one of its type.</summary>
    public static DataObject Put(DataObject node, DataObject condition)
    {
        var type = condition.TextAt("type");
        var before = node.ItemsAt("status", "conditions");
        var isThere = before.Any(one => one.TextAt("type") == type);
        var after = before.Select(one => one.TextAt("type") == type ? condition : one);
        return node.Put(DataArray.Of(isThere ? after : before.Append(condition)), "status", "conditions");
    }

    /// <summary>The object without a condition.</summary>
    public static DataObject Drop(DataObject node, string type) =>
        Find(node, type) is null
            ? node
            : node.Put(DataArray.Of(node.ItemsAt("status", "conditions").Where(one => one.TextAt("type") != type)), "status", "conditions");
}
