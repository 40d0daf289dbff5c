namespace Faultline.Providers.Kubernetes.Client;

/// <summary>Which objects to list.</summary>
internal sealed record ListOptions
{
    /// <summary>A label selector, passed on as it is; null for all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>A field selector, passed on as it is; null for all.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>How many at most, where the list is read in one answer; null for all.</summary>
    public long? Limit { get; init; }

    /// <summary>Those with the name, with the labels, with both, or all; what is null or empty does not count.</summary>
    public static ListOptions By(string? name, string? labelSelector) =>
        new()
        {
            LabelSelector = string.IsNullOrEmpty(labelSelector) ? null : labelSelector,
            FieldSelector = string.IsNullOrEmpty(name) ? null : "metadata.name=" + name,
        };
}
