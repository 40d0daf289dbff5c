using System.Globalization;
using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Microsoft.AspNetCore.Http;

namespace Faultline.Lab.Api;

/// <summary>Changes as they happen, a JSON object on a line each: what kubectl waits on after a deletion.</summary>
internal sealed class WatchStream(ObjectStore store, TimeProvider time)
{
    private static readonly TimeSpan MostTime = TimeSpan.FromHours(1);

    /// <summary>Writes changes until the client leaves or the time is up.</summary>
    public async Task WriteAsync(HttpContext context, ApiPath path, CancellationToken cancellationToken)
    {
        var query = context.Request.Query;
        var meant = ObjectQuery.Of(path, query);
        var seconds = ObjectQuery.Number(query, "timeoutSeconds");
        using var timeout = new CancellationTokenSource(
            seconds is { } wanted ? TimeSpan.FromSeconds(Math.Min(wanted, 3600)) : MostTime,
            time
        );
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var changes = Subscribe(path, query["resourceVersion"].ToString(), out var present);
        context.Response.ContentType = "application/json";
        try
        {
            foreach (var node in present.Where(meant.Matches))
            {
                await WriteAsync(context, "ADDED", node, end.Token);
            }

            await context.Response.Body.FlushAsync(end.Token);
            await foreach (var change in changes.ReadAllAsync(end.Token))
            {
                if (
                    change.Key.Kind == path.Kind
                    && (path.Namespace ?? change.Key.Namespace) == change.Key.Namespace
                    && Type(change, meant) is { } type
                )
                {
                    await WriteAsync(context, type, change.Object, end.Token);
                    await context.Response.Body.FlushAsync(end.Token);
                }
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The time is up: an ordinary end, after which the client asks again.
        }
    }

    // Without a version, or with 0, a watch begins with what is there.
    private ObjectSubscription Subscribe(ApiPath path, string version, out IReadOnlyList<DataObject> present)
    {
        if (version is "" or "0")
        {
            (present, var at) = store.List(path.Kind, path.Namespace);
            return store.SubscribeAfter(path.Kind, at) ?? throw Expired();
        }

        present = [];
        return long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var after)
            ? store.SubscribeAfter(path.Kind, after) ?? throw Expired()
            : throw KubernetesException.BadRequest($"invalid resource version '{version}'");
    }

    private static KubernetesException Expired() => new(410, "Expired", "too old resource version: list again, and watch from there");

    // To one who watches a part of the objects, one that begins or ceases to belong to it comes or goes.
    private static string? Type(ObjectChange change, ObjectQuery meant)
    {
        var isIn = change.Kind != ChangeKind.Deleted && meant.Matches(change.Object);
        var wasIn = change.Before is { } before && meant.Matches(before);
        return (wasIn, isIn) switch
        {
            (false, true) => "ADDED",
            (true, true) => "MODIFIED",
            (true, false) => "DELETED",
            (false, false) => null,
        };
    }

    private static ValueTask WriteAsync(HttpContext context, string type, DataObject node, CancellationToken cancellationToken) =>
        context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(DataObject.Of(("type", type), ("object", node)) + "\n"), cancellationToken);
}
