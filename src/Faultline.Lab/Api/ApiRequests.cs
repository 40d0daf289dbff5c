using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Microsoft.AspNetCore.Http;

namespace Faultline.Lab.Api;

/// <summary>Every request to the API, from the token to the answer.</summary>
internal sealed class ApiRequests(ApiAccess access, ResourceApi resources, WatchStream watch, PodLogText logs, TableView tables, IPodStreams? streams = null)
{
    private static readonly string[] Health = ["/healthz", "/livez", "/readyz"];

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="end">Ends with the lab.</param>
    public async Task AnswerAsync(HttpContext context, CancellationToken end)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, end);
        try
        {
            await DispatchAsync(context, ended.Token);
        }
        catch (KubernetesException e) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, e.Code, StatusObject.Failure(e), ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    private async Task DispatchAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var request = context.Request;
        var path = request.Path.Value ?? "/";
        if (Health.Contains(path) && HttpMethods.IsGet(request.Method))
        {
            await WriteTextAsync(context, "ok"u8.ToArray(), cancellationToken);
            return;
        }

        access.Require(request);
        if (access.Answer(request) is { } own)
        {
            await WriteAsync(context, 200, own, cancellationToken);
        }
        else if (Discovery.At(path) is { } document)
        {
            RequireGet(request);
            await WriteAsync(context, 200, document, cancellationToken);
        }
        else if (path == AccessReview.Path)
        {
            await WriteAsync(context, 201, await AccessReview.AnswerAsync(request, cancellationToken), cancellationToken);
        }
        else
        {
            await ObjectsAsync(context, ApiPath.Parse(path) ?? throw KubernetesException.NoSuchPath(), cancellationToken);
        }
    }

    private async Task ObjectsAsync(HttpContext context, ApiPath path, CancellationToken cancellationToken)
    {
        var request = context.Request;
        switch (path)
        {
            case { Subresource: "log" } when path.Kind == ResourceKinds.Pod:
                RequireGet(request);
                await WriteTextAsync(context, logs.Of(resources.Get(path with { Subresource = null }), request.Query), cancellationToken);
                break;
            case { Subresource: "exec" or "attach" or "portforward" } when path.Kind == ResourceKinds.Pod && streams is not null:
                if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsPost(request.Method))
                {
                    throw KubernetesException.MethodNotAllowed();
                }

                await streams.AnswerAsync(context, resources.Get(path with { Subresource = null }), path.Subresource, cancellationToken);
                break;
            case { Subresource: not null }:
                throw KubernetesException.NoSuchPath();
            case { Name: null } when HttpMethods.IsGet(request.Method) && ObjectQuery.Flag(request.Query, "watch"):
                await watch.WriteAsync(context, path, cancellationToken);
                break;
            default:
                var (status, body) = await resources.AnswerAsync(path, request, cancellationToken);
                var isTable = HttpMethods.IsGet(request.Method) && TableView.IsWanted(request.Headers.Accept.ToString());
                await WriteAsync(context, status, isTable ? tables.Of(path.Kind, body) : body, cancellationToken);
                break;
        }
    }

    private static void RequireGet(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method))
        {
            throw KubernetesException.MethodNotAllowed();
        }
    }

    private static Task WriteAsync(HttpContext context, int status, DataObject body, CancellationToken cancellationToken)
    {
        context.Response.ContentType = "application/json";
        return WriteBytesAsync(context, status, Encoding.UTF8.GetBytes(body + "\n"), cancellationToken);
    }

    private static Task WriteTextAsync(HttpContext context, byte[] text, CancellationToken cancellationToken)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return WriteBytesAsync(context, 200, text, cancellationToken);
    }

    private static async Task WriteBytesAsync(HttpContext context, int status, byte[] bytes, CancellationToken cancellationToken)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, cancellationToken);
    }
}
