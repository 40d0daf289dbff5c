using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Microsoft.AspNetCore.Http;

namespace Faultline.Lab.Api;

/// <summary>Answers requests about parts of objects that are no status: logs, streams, scales, evictions, tokens.</summary>
internal sealed class SubresourceRequests(
    ObjectRequests objects,
    ScaleApi scale,
    EvictionApi eviction,
    PodLogText logs,
    AccountTokens tokens,
    ObjectStore store,
    IPodStreams streams
)
{
    /// <summary>Answers a request.</summary>
    /// <exception cref="KubernetesException">It can't be granted.</exception>
    public Task AnswerAsync(HttpContext context, ApiPath path, CancellationToken cancellationToken) =>
        (path.Subresource, context.Request.Method) switch
        {
            ("log", "GET") => logs.WriteAsync(context, objects.Get(path), cancellationToken),
            ("exec" or "attach" or "portforward", "GET" or "POST") => streams.AnswerAsync(
                context,
                objects.Get(path),
                path.Subresource,
                cancellationToken
            ),
            ("scale", "GET") => ApiResponse.TreeAsync(context, 200, scale.Get(path), cancellationToken),
            ("scale", "PUT" or "PATCH") => ScaleAsync(context, path, cancellationToken),
            ("eviction", "POST") => EvictAsync(context, path, cancellationToken),
            ("token", "POST") => TokenAsync(context, path, cancellationToken),
            ("finalize", "PUT") => FinalizeAsync(context, path, cancellationToken),
            _ => throw KubernetesException.MethodNotAllowed(),
        };

    private async Task ScaleAsync(HttpContext context, ApiPath path, CancellationToken cancellationToken)
    {
        var options = WriteOptions.Of(context.Request);
        var isPatch = context.Request.Method == "PATCH";
        var format = isPatch ? ObjectRequests.FormatOf(context.Request) : PatchFormat.Merge;
        var body =
            await RequestBody.ReadNodeAsync(context.Request, cancellationToken)
            ?? throw KubernetesException.BadRequest("the body is empty");
        var result = isPatch
            ? scale.Patch(path, format, body, options)
            : scale.Replace(path, body as DataObject ?? throw KubernetesException.BadRequest("the body is not an object"), options);
        await ApiResponse.TreeAsync(context, 200, result, cancellationToken);
    }

    private async Task EvictAsync(HttpContext context, ApiPath path, CancellationToken cancellationToken)
    {
        var options = WriteOptions.Of(context.Request);
        eviction.Evict(path, await RequestBody.ReadAsync(context.Request, cancellationToken), options.IsDryRun);
        await ApiResponse.TreeAsync(context, 201, StatusObject.Success(201), cancellationToken);
    }

    private async Task TokenAsync(HttpContext context, ApiPath path, CancellationToken cancellationToken)
    {
        var request = await RequestBody.ReadAsync(context.Request, cancellationToken);
        await ApiResponse.TreeAsync(context, 201, tokens.Issue(objects.Get(path), request), cancellationToken);
    }

    private async Task FinalizeAsync(HttpContext context, ApiPath path, CancellationToken cancellationToken)
    {
        var wish = await RequestBody.RequireAsync(context.Request, cancellationToken);
        var finalizers = Tree.List(wish.WordsAt("spec", "finalizers"));
        var node =
            store.Update(path.Key, uid: null, before => before.Put(finalizers, "spec", "finalizers"))
            ?? throw KubernetesException.NotFound(path.Kind, path.Name!);
        if (node.IsTerminating() && finalizers.Items.Length == 0)
        {
            store.Remove(path.Key, node.Uid());
        }

        await ApiResponse.TreeAsync(context, 200, node, cancellationToken);
    }
}
