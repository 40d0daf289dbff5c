using Faultline.Lab.Objects;

namespace Faultline.Lab.Api;

/// <summary>A path below /api or /apis that names objects.</summary>
/// <param name="Kind">The kind of object.</param>
/// <param name="Served">The group and version in which the client speaks of it.</param>
/// <param name="Namespace">The namespace; null where the path names none.</param>
/// <param name="Name">The object; null where the path means the list.</param>
/// <param name="Subresource">What of the object, such as log; null for the object itself.</param>
internal sealed record ApiPath(ResourceKind Kind, GroupVersion Served, string? Namespace, string? Name, string? Subresource)
{
    /// <summary>The object's key.</summary>
    public ObjectKey Key => new(Kind, Namespace ?? "", Name ?? "");

    /// <summary>Reads a path; null where it names nothing that the lab has.</summary>
    public static ApiPath? Parse(string path, KindCatalogue kinds) =>
        path.Trim('/').Split('/') switch
        {
            ["api", "v1", .. var rest] => Below(new GroupVersion("", "v1"), rest, kinds),
            ["apis", var group, var version, .. var rest] => Below(new GroupVersion(group, version), rest, kinds),
            _ => null,
        };

    private static ApiPath? Below(GroupVersion served, string[] parts, KindCatalogue kinds)
    {
        if (parts.Length == 0 || parts.Any(part => part.Length == 0))
        {
            return null;
        }

        // "namespaces" is a kind too: /namespaces/x is an object, /namespaces/x/status a part of it, /namespaces/x/pods are others in it.
        var isInside = parts is ["namespaces", _, not ("status" or "finalize"), ..];
        var rest = isInside ? parts[2..] : parts;
        if (rest.Length > 3 || kinds.FindPlural(served, rest[0]) is not { } kind)
        {
            return null;
        }

        var isPossible = isInside ? kind.IsNamespaced : rest.Length == 1 || !kind.IsNamespaced;
        var subresource = rest.ElementAtOrDefault(2);
        return isPossible && (subresource is null || kind.Subresources.Contains(subresource))
            ? new ApiPath(kind, served, isInside ? parts[1] : null, rest.ElementAtOrDefault(1), subresource)
            : null;
    }
}
