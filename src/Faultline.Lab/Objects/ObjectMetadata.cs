using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects;

/// <summary>Short ways to an object's metadata.</summary>
internal static class ObjectMetadata
{
    public static string Name(this DataObject node) => node.TextAt("metadata", "name") ?? "";

    public static string Namespace(this DataObject node) => node.TextAt("metadata", "namespace") ?? "";

    public static string Uid(this DataObject node) => node.TextAt("metadata", "uid") ?? "";

    public static Dictionary<string, string> Labels(this DataObject node) => node.TextsAt("metadata", "labels");

    public static string? Annotation(this DataObject node, string name) => node.TextAt("metadata", "annotations", name);

    /// <summary>Whether somebody asked for its deletion.</summary>
    public static bool IsTerminating(this DataObject node) => node.At("metadata", "deletionTimestamp") is not null;

    /// <summary>The uid of the object that controls this one; null where none does.</summary>
    public static string? ControllerUid(this DataObject node) =>
        node.ItemsAt("metadata", "ownerReferences").FirstOrDefault(owner => owner.IsTrueAt("controller")).TextAt("uid");
}
