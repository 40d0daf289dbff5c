namespace Faultline.Providers.Kubernetes.Client;

/// <summary>One kind of objects as a server describes it.</summary>
/// <param name="Name">The plural, or plural and subresource: <c>pods</c>, <c>pods/eviction</c>.</param>
/// <param name="Singular">The singular; on old servers often empty.</param>
/// <param name="Kind">The name in manifests.</param>
/// <param name="IsNamespaced">Whether its objects stand in namespaces.</param>
internal sealed record ApiResource(string Name, string Singular, string Kind, bool IsNamespaced)
{
    /// <summary>The group of the kind, where it is another than that of the list it stands in; otherwise empty.</summary>
    public string Group { get; init; } = "";

    /// <summary>The version of the kind, where it is another than that of the list it stands in; otherwise empty.</summary>
    public string Version { get; init; } = "";
}
