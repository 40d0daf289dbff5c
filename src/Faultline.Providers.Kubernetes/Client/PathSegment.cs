namespace Faultline.Providers.Kubernetes.Client;

/// <summary>A name as a part of a path.</summary>
internal static class PathSegment
{
    /// <summary>The name, escaped.</summary>
    /// <exception cref="KubernetesException">The name would lead to another place: without it, a path names all objects.</exception>
    public static string Of(string name) =>
        name is "" or "." or ".."
            ? throw new KubernetesException($"'{name}' is not a name that an object or a namespace can have.")
            : Uri.EscapeDataString(name);
}
