using Faultline.Lab.Api.OpenApi;
using Faultline.Lab.Objects;
using Microsoft.AspNetCore.Http;

namespace Faultline.Lab.Api;

/// <summary>Every request to the API, from the token to the answer.</summary>
internal sealed class ApiRequests(
    ApiAccess access,
    KindCatalogue kinds,
    Discovery discovery,
    OpenApiDocuments documents,
    AccessReviews reviews,
    ObjectRequests objects,
    SubresourceRequests parts
)
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
            if (e.Details.NumberAt("retryAfterSeconds") is { } seconds)
            {
                context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            await ApiResponse.TreeAsync(context, e.Code, StatusObject.Failure(e), ended.Token);
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
        var accept = request.Headers.Accept.ToString();
        if (Health.Contains(path) && HttpMethods.IsGet(request.Method))
        {
            await ApiResponse.TextAsync(context, "ok"u8.ToArray(), cancellationToken);
            return;
        }

        var user = access.Require(request);
        if (access.Answer(request) is { } own)
        {
            await ApiResponse.TreeAsync(context, 200, own, cancellationToken);
        }
        else if (discovery.At(path, accept) is { } found)
        {
            RequireGet(request);
            await ApiResponse.BytesAsync(context, 200, found.ContentType, ObjectJson.Write(found.Document), cancellationToken);
        }
        else if (documents.At(path, accept) is { } document)
        {
            RequireGet(request);
            await ApiResponse.BytesAsync(context, 200, document.ContentType, document.Bytes, cancellationToken);
        }
        else
        {
            await ObjectsAsync(context, ApiPath.Parse(path, kinds) ?? throw KubernetesException.NoSuchPath(), user, cancellationToken);
        }
    }

    private async Task ObjectsAsync(HttpContext context, ApiPath path, LabUser user, CancellationToken cancellationToken)
    {
        if (ResourceKinds.Reviews.Contains(path.Kind))
        {
            if (!HttpMethods.IsPost(context.Request.Method) || path.Name is not null)
            {
                throw KubernetesException.MethodNotAllowed();
            }

            var review = await RequestBody.ReadAsync(context.Request, cancellationToken);
            await ApiResponse.TreeAsync(context, 201, reviews.Answer(path, review, user), cancellationToken);
        }
        else if (path.Subresource is null or "status")
        {
            await objects.AnswerAsync(context, path, cancellationToken);
        }
        else
        {
            await parts.AnswerAsync(context, path, cancellationToken);
        }
    }

    private static void RequireGet(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method))
        {
            throw KubernetesException.MethodNotAllowed();
        }
    }
}
