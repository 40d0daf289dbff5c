using System.Globalization;
using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Microsoft.AspNetCore.Http;

namespace Faultline.Lab.Api;

/// <summary>A list, or a page of one. The pages of a list show the objects as they were when the first one was asked for.</summary>
/// <param name="Items">The objects, as they are stored.</param>
/// <param name="Metadata">The list's own metadata.</param>
internal sealed record ListPage(IReadOnlyList<DataObject> Items, DataObject Metadata)
{
    /// <summary>The page that a request asks for.</summary>
    /// <exception cref="KubernetesException">The request makes no sense, or the objects of that time are forgotten.</exception>
    public static ListPage Of(ObjectStore store, ApiPath path, IQueryCollection query)
    {
        var meant = ObjectQuery.Of(path, query);
        var limit = ObjectQuery.Number(query, "limit") ?? 0;
        var (objects, version, last) = Found(store, path, query);
        var items = new List<DataObject>();
        var metadata = DataObject.Of(("resourceVersion", version.ToString(CultureInfo.InvariantCulture)));
        var isRest = false;
        var rest = 0;
        foreach (var node in objects.Where(node => last is null || string.CompareOrdinal(KeyOf(node), last) > 0).Where(meant.Matches))
        {
            isRest = limit > 0 && items.Count == limit;
            if (isRest)
            {
                rest++;
            }
            else
            {
                items.Add(node);
            }
        }

        if (isRest)
        {
            metadata = metadata.With("continue", Token(version, KeyOf(items[^1])));
            metadata = meant.IsEverything ? metadata.With("remainingItemCount", rest) : metadata;
        }

        return new ListPage(items, metadata);
    }

    private static (IReadOnlyList<DataObject> Objects, long Version, string? Last) Found(
        ObjectStore store,
        ApiPath path,
        IQueryCollection query
    )
    {
        var match = query["resourceVersionMatch"].ToString();
        if (match is not ("" or "Exact" or "NotOlderThan"))
        {
            throw KubernetesException.BadRequest(
                $"resourceVersionMatch: Unsupported value: \"{match}\": supported values: \"Exact\", \"NotOlderThan\""
            );
        }

        if (query["continue"].ToString() is { Length: > 0 } token)
        {
            var (at, last) = Read(token);
            return (store.ListAt(path.Kind, path.Namespace, at) ?? throw Expired(store, last), at, last);
        }

        var wanted = query["resourceVersion"].ToString();
        if (match.Length > 0 && wanted.Length == 0)
        {
            throw KubernetesException.BadRequest("resourceVersionMatch is forbidden unless resourceVersion is provided");
        }

        var (objects, version) = store.List(path.Kind, path.Namespace);
        if (wanted is "" or "0")
        {
            return (objects, version, null);
        }

        var asked = ObjectQuery.Version(wanted);
        if (asked > version)
        {
            throw new KubernetesException(
                504,
                "Timeout",
                $"Too large resource version: {asked}, current: {version}",
                DataObject.Of(
                    ("causes", Cause.Write([new Cause("ResourceVersionTooLarge", "Too large resource version", "")])),
                    ("retryAfterSeconds", 1)
                )
            );
        }

        var isExact = match == "Exact" || (match.Length == 0 && (ObjectQuery.Number(query, "limit") ?? 0) > 0);
        return isExact
            ? (
                store.ListAt(path.Kind, path.Namespace, asked)
                    ?? throw new KubernetesException(410, "Expired", $"The resourceVersion for the provided list is too old: {asked}"),
                asked,
                null
            )
            : (objects, version, null);
    }

    private static KubernetesException Expired(ObjectStore store, string last) =>
        new(
            410,
            "Expired",
            "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list."
        )
        {
            Metadata = DataObject.Of(("continue", Token(store.Version, last))),
        };

    // NUL sorts before every character of a name, so that the order of keys is the order of the list.
    private static string KeyOf(DataObject node) => $"{node.Namespace()}\0{node.Name()}";

    private static string Token(long version, string key) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{version.ToString(CultureInfo.InvariantCulture)}\0{key}"));

    private static (long Version, string Last) Read(string token)
    {
        try
        {
            var parts = Encoding.UTF8.GetString(Convert.FromBase64String(token)).Split('\0', 2);
            return (long.Parse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture), parts[1]);
        }
        catch (Exception e) when (e is FormatException or OverflowException or IndexOutOfRangeException)
        {
            throw KubernetesException.BadRequest("continue key is not valid: take it from the metadata of the page before");
        }
    }
}
