using System.Collections.Concurrent;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Targets;

/// <summary>
/// A cluster as the calls of a plan would leave it for those after them: what one would create is there for the next, and what one
/// would change is changed, so that "3 -> 0 replicas" is followed by "0 -> 3". Nothing is ever taken away: what is deleted may come
/// back before the next call.
/// </summary>
internal sealed class PlannedWorld
{
    private readonly ConcurrentDictionary<string, (DataObject Patch, bool IsWhole)> _left = new(StringComparer.Ordinal);

    /// <summary>What a request would leave behind.</summary>
    public void Leave(ApiRequest request)
    {
        if (request.Body is not DataObject body || request.Subresource is not null || request.Method == HttpMethod.Delete)
        {
            return;
        }

        var isNew = request.Method == HttpMethod.Post;
        var name = isNew ? ((body["metadata"] as DataObject)?.Text("name")) : request.Name;
        if (name is null)
        {
            return;
        }

        var path = request.Type.PathIn(request.Namespace) + "/" + PathSegment.Of(name);
        var isWhole =
            isNew
            || request.Method == HttpMethod.Put
            || request.ContentType.StartsWith("application/apply-patch", StringComparison.Ordinal);
        _left.AddOrUpdate(path, (body, isWhole), (_, before) => (Merge(before.Patch, body), before.IsWhole || isWhole));
    }

    /// <summary>An answer of the server with what earlier calls would have changed by then.</summary>
    public async Task<HttpResponseMessage> SeeAsync(ApiRequest request, HttpResponseMessage response, CancellationToken stop)
    {
        if (_left.IsEmpty || request.RawPath is not null || request.Subresource is not null)
        {
            return response;
        }

        if (request.Name is not null)
        {
            if (!_left.TryGetValue(request.Path, out var left))
            {
                return response;
            }

            if (response.IsSuccessStatusCode)
            {
                return RehearsalHandler.Answer(Merge(await ReadAsync(response, stop), left.Patch));
            }

            return left.IsWhole && (int)response.StatusCode == 404 ? RehearsalHandler.Answer(left.Patch) : response;
        }

        if (!response.IsSuccessStatusCode)
        {
            return response;
        }

        var list = await ReadAsync(response, stop);
        var items = (list["items"] as DataArray)?.Items ?? [];
        return RehearsalHandler.Answer(list.With("items", DataArray.Of(items.Select(item => AsLeft(request, item)))));
    }

    private DataNode AsLeft(ApiRequest request, DataNode item)
    {
        if (item is not DataObject one || one["metadata"] is not DataObject metadata || metadata.Text("name") is not { } name)
        {
            return item;
        }

        var path = request.Type.PathIn(metadata.Text("namespace") ?? request.Namespace) + "/" + PathSegment.Of(name);
        return _left.TryGetValue(path, out var left) ? Merge(one, left.Patch) : item;
    }

    private static async Task<DataObject> ReadAsync(HttpResponseMessage response, CancellationToken stop)
    {
        using (response)
        {
            return JsonText.Parse(await response.Content.ReadAsByteArrayAsync(stop)) as DataObject ?? DataObject.Empty;
        }
    }

    // RFC 7386; what a strategic merge does with lists matters to no function that looks again.
    private static DataObject Merge(DataObject onto, DataObject patch)
    {
        foreach (var member in patch.Members)
        {
            onto = member.Value switch
            {
                DataNull => onto.Without(member.Key),
                DataObject inner => onto.With(member.Key, Merge(onto[member.Key] as DataObject ?? DataObject.Empty, inner)),
                _ => onto.With(member.Key, member.Value),
            };
        }

        return onto;
    }
}
