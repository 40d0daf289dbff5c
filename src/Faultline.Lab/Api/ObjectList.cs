using System.Globalization;
using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Microsoft.AspNetCore.Http;

namespace Faultline.Lab.Api;

/// <summary>Lists, whole or page by page.</summary>
internal static class ObjectList
{
    /// <summary>The list that a request asks for.</summary>
    /// <exception cref="KubernetesException">The request makes no sense.</exception>
    public static DataObject Of(ObjectStore store, ApiPath path, IQueryCollection query)
    {
        var meant = ObjectQuery.Of(path, query);
        var (objects, version) = store.List(path.Kind, path.Namespace);
        var found = objects.Where(meant.Matches).ToList();
        var metadata = DataObject.Of(("resourceVersion", version.ToString(CultureInfo.InvariantCulture)));
        if (query["continue"].ToString() is { Length: > 0 } token)
        {
            var last = Read(token);
            found = [.. found.Where(node => string.CompareOrdinal(KeyOf(node), last) > 0)];
        }

        if (ObjectQuery.Number(query, "limit") is { } limit and > 0 && limit < found.Count)
        {
            metadata = metadata.With("continue", Write(KeyOf(found[(int)limit - 1]))).With("remainingItemCount", found.Count - limit);
            found = found[..(int)limit];
        }

        return DataObject.Of(
            ("kind", path.Kind.Kind + "List"),
            ("apiVersion", path.Kind.ApiVersion),
            ("metadata", metadata),
            ("items", DataArray.Of(found.Select(node => node.Without("kind").Without("apiVersion"))))
        );
    }

    // NUL sorts before every character of a name, so that the order of keys is the order of the list.
    private static string KeyOf(DataObject node) => $"{node.Namespace()}\0{node.Name()}";

    private static string Write(string key) => Convert.ToBase64String(Encoding.UTF8.GetBytes(key));

    private static string Read(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException)
        {
            throw KubernetesException.BadRequest("continue key is not valid: take it from the metadata of the page before");
        }
    }
}
