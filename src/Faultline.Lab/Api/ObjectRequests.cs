using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Microsoft.AspNetCore.Http;

namespace Faultline.Lab.Api;

/// <summary>Answers requests about objects themselves: get, list, watch, create, replace, patch, delete.</summary>
internal sealed class ObjectRequests(
    ObjectStore store,
    ObjectWrites writes,
    ObjectDeletions deletions,
    WatchStream watch,
    ApiResponse response
)
{
    /// <summary>Answers a request.</summary>
    /// <exception cref="KubernetesException">It can't be granted.</exception>
    public Task AnswerAsync(HttpContext context, ApiPath path, CancellationToken cancellationToken)
    {
        var method = context.Request.Method;
        var isStatus = path.Subresource == "status";
        return (method, path.Name is null) switch
        {
            ("GET", _) when ObjectQuery.Flag(context.Request.Query, "watch") && path.Subresource is null => watch.WriteAsync(
                context,
                path,
                cancellationToken
            ),
            ("GET", true) => response.ListAsync(context, path, ListPage.Of(store, path, context.Request.Query), cancellationToken),
            ("GET", false) => response.ObjectAsync(context, 200, path, Get(path), cancellationToken),
            ("POST", true) => CreateAsync(context, path, cancellationToken),
            ("PUT", false) => ReplaceAsync(context, path, cancellationToken),
            ("PATCH", false) => PatchAsync(context, path, cancellationToken),
            ("DELETE", false) when !isStatus => DeleteAsync(context, path, cancellationToken),
            ("DELETE", true) when path.Kind.Verbs.Contains("deletecollection") => DeleteAllAsync(context, path, cancellationToken),
            _ => throw KubernetesException.MethodNotAllowed(),
        };
    }

    /// <summary>The object that a path names.</summary>
    /// <exception cref="KubernetesException">It is not there.</exception>
    public DataObject Get(ApiPath path) => store.Get(path.Key) ?? throw KubernetesException.NotFound(path.Kind, path.Name!);

    /// <summary>The format of the patch in a request's body.</summary>
    /// <exception cref="KubernetesException">It has none that the lab knows.</exception>
    public static PatchFormat FormatOf(HttpRequest request) =>
        (request.ContentType ?? "").Split(';')[0].Trim() switch
        {
            "application/json-patch+json" => PatchFormat.Json,
            "application/merge-patch+json" => PatchFormat.Merge,
            "application/strategic-merge-patch+json" => PatchFormat.Strategic,
            "application/apply-patch+yaml" or "application/apply-patch+json" => PatchFormat.Apply,
            _ => throw ObjectWrites.UnsupportedPatch(
                "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml"
            ),
        };

    /// <summary>Tells the client what it is warned of.</summary>
    public static void Warn(HttpContext context, WriteOptions options)
    {
        foreach (var warning in options.Warnings)
        {
            var text = warning.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
            context.Response.Headers.Append("Warning", $"299 - \"{text}\"");
        }
    }

    private async Task CreateAsync(HttpContext context, ApiPath path, CancellationToken cancellationToken)
    {
        if (path.Kind.IsNamespaced && path.Namespace is null)
        {
            throw KubernetesException.MethodNotAllowed();
        }

        var options = WriteOptions.Of(context.Request);
        var manifest = await RequestBody.RequireAsync(context.Request, cancellationToken);
        var created = writes.Create(path, manifest, options);
        Warn(context, options);
        await response.ObjectAsync(context, 201, path, created, cancellationToken);
    }

    private async Task ReplaceAsync(HttpContext context, ApiPath path, CancellationToken cancellationToken)
    {
        var options = WriteOptions.Of(context.Request);
        var manifest = await RequestBody.RequireAsync(context.Request, cancellationToken);
        var replaced = writes.Replace(path, manifest, options);
        Warn(context, options);
        await response.ObjectAsync(context, 200, path, replaced, cancellationToken);
    }

    private async Task PatchAsync(HttpContext context, ApiPath path, CancellationToken cancellationToken)
    {
        var options = WriteOptions.Of(context.Request);
        var format = FormatOf(context.Request);
        var patch =
            await RequestBody.ReadNodeAsync(context.Request, cancellationToken)
            ?? throw KubernetesException.BadRequest("the patch is empty");
        var (node, isNew) =
            format == PatchFormat.Apply
                ? writes.Apply(path, patch as DataObject ?? throw KubernetesException.BadRequest("what is applied is an object"), options)
                : (writes.Patch(path, format, patch, options), false);
        Warn(context, options);
        await response.ObjectAsync(context, isNew ? 201 : 200, path, node, cancellationToken);
    }

    private async Task DeleteAsync(HttpContext context, ApiPath path, CancellationToken cancellationToken)
    {
        var options = await RequestBody.ReadAsync(context.Request, cancellationToken);
        var (left, last) = await deletions.OneAsync(path, context.Request, options);
        await (
            left is null
                ? ApiResponse.TreeAsync(context, 200, StatusObject.Deleted(path.Kind, path.Name!, last.Uid()), cancellationToken)
                : response.ObjectAsync(context, 200, path, left, cancellationToken)
        );
    }

    private async Task DeleteAllAsync(HttpContext context, ApiPath path, CancellationToken cancellationToken)
    {
        var options = await RequestBody.ReadAsync(context.Request, cancellationToken);
        var page = await deletions.AllAsync(path, context.Request, options);
        await response.ListAsync(context, path, page, cancellationToken);
    }
}
