using System.Collections.Immutable;

namespace Faultline.Lab.Objects;

/// <summary>The kinds of objects that the lab knows.</summary>
internal static class ResourceKinds
{
    public static ResourceKind Namespace { get; } = new("", "v1", "Namespace", "namespaces", "namespace", false, "ns");

    public static ResourceKind Pod { get; } = new("", "v1", "Pod", "pods", "pod", true, "po");

    public static ResourceKind Service { get; } = new("", "v1", "Service", "services", "service", true, "svc");

    public static ResourceKind ReplicaSet { get; } = new("apps", "v1", "ReplicaSet", "replicasets", "replicaset", true, "rs");

    /// <summary>All of them, in the order in which a lab file's objects are created: services before those who look for them.</summary>
    public static ImmutableArray<ResourceKind> All { get; } = [Namespace, Service, Pod, ReplicaSet];

    /// <summary>The kind of a manifest, or null.</summary>
    public static ResourceKind? Find(string? apiVersion, string? kind) =>
        All.FirstOrDefault(known => known.ApiVersion == apiVersion && known.Kind == kind);

    /// <summary>The kind that a path names, or null.</summary>
    public static ResourceKind? FindPlural(string group, string version, string plural) =>
        All.FirstOrDefault(known => known.Group == group && known.Version == version && known.Plural == plural);
}
