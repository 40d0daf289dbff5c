using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Client;

/// <summary>One request to the API, and how to call it in a sentence.</summary>
internal sealed record ApiRequest
{
    /// <summary>Under which a message carries the request that it is made of.</summary>
    public static readonly HttpRequestOptionsKey<ApiRequest> Key = new("faultline.request");

    /// <summary>The HTTP method.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>The verb as permissions have it: get, list, delete, ….</summary>
    public required string Verb { get; init; }

    public required ResourceType Type { get; init; }

    /// <summary>The namespace; null for objects that stand in none, or for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>The object's name; null for all.</summary>
    public string? Name { get; init; }

    /// <summary>What of the object, such as <c>log</c>; null for the object itself.</summary>
    public string? Subresource { get; init; }

    public ImmutableArray<KeyValuePair<string, string>> Query { get; init; } = [];

    public DataNode? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    /// <summary>What to accept; a part of an object may be a text.</summary>
    public string Accept { get; init; } = "application/json";

    /// <summary>Whether doing it twice does the same as doing it once, so that it may be sent again when the server asks us to wait.</summary>
    public bool IsRepeatable { get; init; } = true;

    /// <summary>Path and query, below the server's address.</summary>
    public string PathAndQuery =>
        Path + (Query.IsEmpty ? "" : "?" + string.Join('&', Query.Select(pair => pair.Key + "=" + Uri.EscapeDataString(pair.Value))));

    /// <summary>A path that leads to no object, such as that of an API group; null where one is meant.</summary>
    public string? RawPath { get; init; }

    /// <summary>The path of the object or the collection.</summary>
    public string Path =>
        RawPath
        ?? Type.PathIn(Namespace) + (Name is null ? "" : "/" + PathSegment.Of(Name)) + (Subresource is null ? "" : "/" + Subresource);

    /// <summary>The resource as permissions have it: <c>pods</c>, <c>pods/log</c>, <c>networkchaos.chaos-mesh.org</c>.</summary>
    public string Permission => RawPath ?? (Subresource is null ? Type.KubectlName : Type.KubectlName + "/" + Subresource);

    /// <summary>What the request does: <c>list pods in namespace 'default'</c>.</summary>
    public override string ToString() =>
        RawPath is not null
            ? $"{Verb} '{RawPath}'"
            : $"{Verb} "
                + (Subresource is null ? "" : $"the {Subresource} of ")
                + (Name is null ? Type.Plural : $"{Type.Singular} '{Name}'")
                + (Namespace is null ? "" : $" in namespace '{Namespace}'");
}
