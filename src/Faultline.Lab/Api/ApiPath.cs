using Faultline.Lab.Objects;

namespace Faultline.Lab.Api;

/// <summary>A path below /api or /apis that names objects.</summary>
/// <param name="Kind">The kind of object.</param>
/// <param name="Namespace">The namespace; null where the path names none.</param>
/// <param name="Name">The object; null where the path means the list.</param>
/// <param name="Subresource">What of the object, such as log; null for the object itself.</param>
internal sealed record ApiPath(ResourceKind Kind, string? Namespace, string? Name, string? Subresource)
{
    /// <summary>Reads a path; null where it names nothing that the lab has.</summary>
    public static ApiPath? Parse(string path) =>
        path.Trim('/').Split('/') switch
        {
            ["api", "v1", .. var rest] => Below("", "v1", rest),
            ["apis", var group, var version, .. var rest] => Below(group, version, rest),
            _ => null,
        };

    private static ApiPath? Below(string group, string version, string[] parts)
    {
        // "namespaces" is a kind too: /namespaces/x is an object, /namespaces/x/pods are others in it.
        var isInside = parts is ["namespaces", _, _, ..];
        var rest = isInside ? parts[2..] : parts;
        if (
            rest.Length is 0 or > 3
            || parts.Any(part => part.Length == 0)
            || ResourceKinds.All.FirstOrDefault(known => known.Plural == rest[0] && known.Served.Contains(new(group, version)))
                is not { } kind
        )
        {
            return null;
        }

        var isPossible = isInside ? kind.IsNamespaced : rest.Length == 1 || !kind.IsNamespaced;
        return isPossible ? new ApiPath(kind, isInside ? parts[1] : null, rest.ElementAtOrDefault(1), rest.ElementAtOrDefault(2)) : null;
    }
}
