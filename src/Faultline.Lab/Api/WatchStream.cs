using System.Buffers;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Microsoft.AspNetCore.Http;

namespace Faultline.Lab.Api;

/// <summary>Changes as they happen, a JSON object on a line each: what kubectl waits on after a deletion.</summary>
internal sealed class WatchStream(ObjectStore store, ApiResponse response, TimeProvider time)
{
    private const string InitialEnd = "k8s.io/initial-events-end";
    private const long MostSeconds = 3600;

    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromSeconds(60);

    /// <summary>Writes changes until the client leaves or the time is up.</summary>
    public async Task WriteAsync(HttpContext context, ApiPath path, CancellationToken cancellationToken)
    {
        var query = context.Request.Query;
        var writer = new Writer(context, path, response);
        var meant = ObjectQuery.Of(path, query);
        var seconds = Math.Min(ObjectQuery.Number(query, "timeoutSeconds") ?? MostSeconds, MostSeconds);
        var withBookmarks = ObjectQuery.Flag(query, "allowWatchBookmarks");
        var withInitial = WithInitial(query, withBookmarks);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        context.Response.ContentType = "application/json";
        if (Subscribe(path, query["resourceVersion"].ToString(), withInitial) is not { } start)
        {
            await writer.ErrorAsync(
                new KubernetesException(410, "Expired", $"too old resource version: {query["resourceVersion"]} ({store.Version})"),
                end.Token
            );
            return;
        }

        using var changes = start.Changes;
        var reached = start.Version;
        try
        {
            foreach (var node in start.Present.Where(meant.Matches))
            {
                writer.Event("ADDED", node);
            }

            if (withInitial == true)
            {
                writer.Bookmark(reached, DataObject.Of(("annotations", DataObject.Of((InitialEnd, "true")))));
            }

            await writer.FlushAsync(end.Token);
            while (true)
            {
                using var pause = new CancellationTokenSource(BookmarkInterval, time);
                using var waiting = CancellationTokenSource.CreateLinkedTokenSource(pause.Token, end.Token);
                try
                {
                    if (!await changes.WaitAsync(waiting.Token))
                    {
                        return;
                    }
                }
                catch (OperationCanceledException) when (!end.IsCancellationRequested)
                {
                    if (withBookmarks)
                    {
                        writer.Bookmark(reached, DataObject.Empty);
                    }
                }

                while (changes.TryRead() is { } change)
                {
                    reached = change.Version;
                    if ((path.Namespace ?? change.Key.Namespace) == change.Key.Namespace && Type(change, meant) is { } type)
                    {
                        writer.Event(type, Object(change, type));
                    }

                    await writer.FlushWhereFullAsync(end.Token);
                }

                await writer.FlushAsync(end.Token);
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The time is up: an ordinary end, after which the client asks again, from here where it knows where that is.
            if (withBookmarks)
            {
                writer.Bookmark(reached, DataObject.Empty);
                await writer.FlushAsync(cancellationToken);
            }
        }
    }

    private static bool? WithInitial(IQueryCollection query, bool withBookmarks)
    {
        if (query["sendInitialEvents"].ToString() is not { Length: > 0 } text)
        {
            return null;
        }

        if (query["resourceVersionMatch"].ToString() != "NotOlderThan")
        {
            throw KubernetesException.BadRequest(
                "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"
            );
        }

        return text is "true" or "True" or "1" && withBookmarks;
    }

    // Without a version, or with 0, a watch begins with what is there, unless the client says otherwise.
    private (IReadOnlyList<DataObject> Present, long Version, ObjectSubscription Changes)? Subscribe(
        ApiPath path,
        string version,
        bool? withInitial
    )
    {
        if (withInitial == true || (version is "" or "0" && withInitial is null))
        {
            return store.ListAndSubscribe(path.Kind, path.Namespace);
        }

        if (version is "" or "0")
        {
            var (_, at, changes) = store.ListAndSubscribe(path.Kind, path.Namespace);
            return ([], at, changes);
        }

        var after = ObjectQuery.Version(version);
        return store.SubscribeAfter(path.Kind, after) is { } missed ? ([], after, missed) : null;
    }

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

    // One that only left the part that is watched is told as it was when it belonged there, with the new version.
    private static DataObject Object(ObjectChange change, string type) =>
        type == "DELETED" && change.Kind != ChangeKind.Deleted
            ? change.Before!.Put(change.Version.ToString(CultureInfo.InvariantCulture), "metadata", "resourceVersion")
            : change.Object;

    private sealed class Writer(HttpContext context, ApiPath path, ApiResponse response)
    {
        private const int Full = 64 * 1024;

        private readonly ArrayBufferWriter<byte> _buffer = new(4096);
        private readonly ObjectForm _form = ObjectForm.Of(context.Request.Headers.Accept.ToString());

        public void Event(string type, DataObject node)
        {
            Begin(type);
            response.WriteObject(_buffer, path, node, _form, ApiResponse.IncludeOf(context));
            _buffer.Write("}\n"u8);
        }

        public void Bookmark(long version, DataObject metadata)
        {
            var isPartial = _form.As == ObjectForm.Partial;
            var isTable = _form.As == ObjectForm.Table;
            var mark = DataObject.Of(
                (
                    "kind",
                    isPartial ? "PartialObjectMetadata"
                    : isTable ? "Table"
                    : path.Kind.Kind
                ),
                ("apiVersion", isPartial || isTable ? "meta.k8s.io/" + _form.Version : path.Served.ToString()),
                ("metadata", metadata.With("resourceVersion", version.ToString(CultureInfo.InvariantCulture)))
            );
            Begin("BOOKMARK");
            _buffer.Write(ObjectJson.Write(isTable ? mark.With("columnDefinitions", DataArray.Empty).With("rows", DataArray.Empty) : mark));
            _buffer.Write("}\n"u8);
        }

        public Task ErrorAsync(KubernetesException failure, CancellationToken cancellationToken)
        {
            Begin("ERROR");
            _buffer.Write(ObjectJson.Write(StatusObject.Failure(failure)));
            _buffer.Write("}\n"u8);
            return FlushAsync(cancellationToken);
        }

        public Task FlushWhereFullAsync(CancellationToken cancellationToken) =>
            _buffer.WrittenCount < Full ? Task.CompletedTask : FlushAsync(cancellationToken);

        public async Task FlushAsync(CancellationToken cancellationToken)
        {
            await context.Response.Body.WriteAsync(_buffer.WrittenMemory, cancellationToken);
            await context.Response.Body.FlushAsync(cancellationToken);
            _buffer.ResetWrittenCount();
        }

        private void Begin(string type)
        {
            _buffer.Write("{\"type\":\""u8);
            _buffer.Write(System.Text.Encoding.ASCII.GetBytes(type));
            _buffer.Write("\",\"object\":"u8);
        }
    }
}
