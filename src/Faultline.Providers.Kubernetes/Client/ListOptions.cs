namespace Faultline.Providers.Kubernetes.Client;

/// <summary>Which objects to list.</summary>
internal sealed record ListOptions
{
    /// <summary>A label selector, passed on as it is; null for all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>A field selector, passed on as it is; null for all.</summary>
    public string? FieldSelector { get; init; }
}
