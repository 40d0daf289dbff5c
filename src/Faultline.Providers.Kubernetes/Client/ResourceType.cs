namespace Faultline.Providers.Kubernetes.Client;

/// <summary>A kind of objects of the API.</summary>
/// <param name="Group">The API group; empty for the core.</param>
/// <param name="Version">The version, such as <c>v1</c>.</param>
/// <param name="Plural">The name in paths and permissions.</param>
/// <param name="Singular">The name in sentences.</param>
/// <param name="Kind">The name in manifests.</param>
internal sealed record ResourceType(string Group, string Version, string Plural, string Singular, string Kind)
{
    public static ResourceType Pods { get; } = new("", "v1", "pods", "pod", "Pod");

    public static ResourceType Services { get; } = new("", "v1", "services", "service", "Service");

    public static ResourceType Secrets { get; } = new("", "v1", "secrets", "secret", "Secret");

    public static ResourceType Namespaces { get; } = new("", "v1", "namespaces", "namespace", "Namespace") { IsNamespaced = false };

    public static ResourceType Nodes { get; } = new("", "v1", "nodes", "node", "Node") { IsNamespaced = false };

    public static ResourceType Deployments { get; } = new("apps", "v1", "deployments", "deployment", "Deployment");

    public static ResourceType StatefulSets { get; } = new("apps", "v1", "statefulsets", "stateful set", "StatefulSet");

    public static ResourceType DaemonSets { get; } = new("apps", "v1", "daemonsets", "daemon set", "DaemonSet");

    public static ResourceType ReplicaSets { get; } = new("apps", "v1", "replicasets", "replica set", "ReplicaSet");

    /// <summary>Whether its objects stand in namespaces.</summary>
    public bool IsNamespaced { get; init; } = true;

    /// <summary>Group and version as manifests have them.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The name by which kubectl knows it, whatever else has the same plural.</summary>
    public string KubectlName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>The path of the objects of a namespace, or of all where that is null.</summary>
    public string PathIn(string? ns) =>
        (Group.Length == 0 ? $"/api/{Version}" : $"/apis/{PathSegment.Of(Group)}/{PathSegment.Of(Version)}")
        + (ns is null ? "" : "/namespaces/" + PathSegment.Of(ns))
        + "/"
        + PathSegment.Of(Plural);

    /// <summary>The path of one object.</summary>
    public string PathOf(string? ns, string name) => PathIn(ns) + "/" + PathSegment.Of(name);
}
