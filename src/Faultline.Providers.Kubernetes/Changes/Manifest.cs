using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Changes;

/// <summary>Objects as the API hands them out, as manifests that they can be created from again.</summary>
internal static class Manifest
{
    // What the server writes, and what must not be there when an object is created.
    private static readonly ImmutableArray<string> OfTheServer =
    [
        "uid",
        "resourceVersion",
        "generation",
        "creationTimestamp",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "managedFields",
        "selfLink",
        "finalizers",
    ];

    // A copy of the whole manifest, secrets of a Secret included, that kubectl leaves behind.
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>The manifest of an object; of a Secret only what is not secret.</summary>
    public static DataObject Of(ResourceType type, DataObject item) => WithoutSecrets(type, Whole(type, item));

    /// <summary>The manifest of an object, of a Secret with all that it holds: not to be written down.</summary>
    public static DataObject Whole(ResourceType type, DataObject item)
    {
        var rest = item.Without("apiVersion").Without("kind").Without("status");
        rest = type.Kind switch
        {
            // Where it ran is the scheduler's choice.
            "Pod" when rest["spec"] is DataObject spec => rest.With("spec", spec.Without("nodeName")),
            "Namespace" => rest.Without("spec"),
            _ => rest,
        };
        return new DataObject([
            new("apiVersion", type.ApiVersion),
            new("kind", type.Kind.Length > 0 ? type.Kind : item.Text("kind") ?? ""),
            .. WithCleanMetadata(rest).Members,
        ]);
    }

    /// <summary>The manifest with what it leaves out since the function already says it.</summary>
    public static DataObject Typed(ResourceType type, DataObject manifest) =>
        manifest.Has("apiVersion") && (manifest.Has("kind") || type.Kind.Length == 0)
            ? manifest
            : new DataObject([
                new("apiVersion", manifest["apiVersion"] ?? type.ApiVersion),
                .. type.Kind.Length > 0 || manifest.Has("kind") ? [new("kind", manifest["kind"] ?? type.Kind)] : Array.Empty<DataMember>(),
                .. manifest.Without("apiVersion").Without("kind").Members,
            ]);

    /// <summary>The object without the values of a Secret; every other as it is.</summary>
    public static DataObject WithoutSecrets(ResourceType type, DataObject item) =>
        IsSecret(type) ? WithoutLastApplied(item.Without("data").Without("stringData")) : item;

    /// <summary>Whether the objects of the kind hold secrets.</summary>
    public static bool IsSecret(ResourceType type) => type is { Group: "", Kind: "Secret" };

    /// <summary>What tells the object from every other, also from one of the same name; null where the server has not said it.</summary>
    public static string? UidOf(DataObject item) => (item["metadata"] as DataObject)?.Text("uid");

    /// <summary>Whether the object is on its way out.</summary>
    public static bool IsGoing(DataObject item) => item["metadata"] is DataObject metadata && metadata.Has("deletionTimestamp");

    /// <summary>What tells the object from every other, as a part of it.</summary>
    public static DataObject Identity(DataObject item) =>
        DataObject.Of(("metadata", DataObject.Of(("uid", UidOf(item) is { } uid ? uid : DataNull.Instance))));

    public static string NameOf(DataObject item) => (item["metadata"] as DataObject)?.Text("name") ?? "";

    /// <summary>The object with the name of its controller, such as <c>ReplicaSet 'web-1'</c>; null where it has none.</summary>
    public static string? ControllerOf(DataObject item) =>
        ((item["metadata"] as DataObject)?["ownerReferences"] as DataArray)
            ?.Items.OfType<DataObject>()
            .FirstOrDefault(owner => owner["controller"] is DataBoolean { Value: true })
            is { } found
            ? $"{found.Text("kind")} '{found.Text("name")}'"
            : null;

    private static DataObject WithCleanMetadata(DataObject item)
    {
        if (item["metadata"] is not DataObject metadata)
        {
            return item;
        }

        foreach (var key in OfTheServer)
        {
            metadata = metadata.Without(key);
        }

        return WithoutLastApplied(item.With("metadata", metadata));
    }

    private static DataObject WithoutLastApplied(DataObject item)
    {
        if (item["metadata"] is not DataObject metadata || metadata["annotations"] is not DataObject annotations)
        {
            return item;
        }

        var kept = annotations.Without(LastApplied);
        return item.With("metadata", kept.Members.IsEmpty ? metadata.Without("annotations") : metadata.With("annotations", kept));
    }
}
