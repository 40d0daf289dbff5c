namespace Faultline.Providers.Kubernetes.Client;

/// <summary>A kind of objects of the API.</summary>
/// <param name="Group">The API group; empty for the core.</param>
/// <param name="Version">The version, such as <c>v1</c>.</param>
/// <param name="Plural">The name in paths and permissions.</param>
/// <param name="Singular">The name in sentences.</param>
internal sealed record ResourceType(string Group, string Version, string Plural, string Singular)
{
    public static ResourceType Pods { get; } = new("", "v1", "pods", "pod");

    /// <summary>The path of the objects of a namespace, or of all where that is null.</summary>
    public string PathIn(string? ns) =>
        (Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}")
        + (ns is null ? "" : "/namespaces/" + PathSegment.Of(ns))
        + "/"
        + Plural;
}
