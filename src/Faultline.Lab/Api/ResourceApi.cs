using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads;
using Microsoft.AspNetCore.Http;

namespace Faultline.Lab.Api;

/// <summary>Answers requests about objects: get, list, create, delete.</summary>
internal sealed class ResourceApi(ObjectStore store, Admission admission, Deletions deletions, ServiceController services)
{
    /// <summary>The answer: HTTP status and body.</summary>
    /// <exception cref="KubernetesException">There is none but a Status.</exception>
    public async Task<(int Status, DataObject Body)> AnswerAsync(ApiPath path, HttpRequest request, CancellationToken cancellationToken)
    {
        switch (request.Method)
        {
            case "GET" when path.Name is null:
                return (200, ObjectList.Of(store, path, request.Query));
            case "GET":
                return (200, Get(path));
            case "POST" when path.Name is null:
                var manifest = await RequestBody.ReadAsync(request, cancellationToken);
                return (
                    201,
                    Create(path, manifest ?? throw KubernetesException.BadRequest("the body is empty; send the object to create"))
                );
            case "DELETE" when path.Name is not null:
                return (200, await DeleteAsync(path, request, cancellationToken));
            default:
                throw KubernetesException.MethodNotAllowed();
        }
    }

    /// <summary>The object that a path names.</summary>
    /// <exception cref="KubernetesException">It is not there.</exception>
    public DataObject Get(ApiPath path) => store.Get(KeyOf(path)) ?? throw KubernetesException.NotFound(path.Kind, path.Name!);

    private static ObjectKey KeyOf(ApiPath path) => new(path.Kind, path.Namespace ?? "", path.Name!);

    private DataObject Create(ApiPath path, DataObject manifest)
    {
        if (path.Kind.IsNamespaced && path.Namespace is null)
        {
            throw KubernetesException.MethodNotAllowed();
        }

        var apiVersion = manifest.TextAt("apiVersion") ?? path.Kind.ApiVersion;
        var kind = manifest.TextAt("kind") ?? path.Kind.Kind;
        return apiVersion == path.Kind.ApiVersion && kind == path.Kind.Kind
            ? admission.Create(path.Kind, path.Namespace ?? "", manifest)
            : throw KubernetesException.BadRequest(
                $"the object is a '{apiVersion}, Kind={kind}', but the path is one of '{path.Kind.ApiVersion}, Kind={path.Kind.Kind}'"
            );
    }

    private async Task<DataObject> DeleteAsync(ApiPath path, HttpRequest request, CancellationToken cancellationToken)
    {
        var options = await RequestBody.ReadAsync(request, cancellationToken);
        var grace = ObjectQuery.Number(request.Query, "gracePeriodSeconds") ?? options.NumberAt("gracePeriodSeconds");
        var policy = request.Query["propagationPolicy"].ToString() is { Length: > 0 } asked ? asked : options.TextAt("propagationPolicy");
        var node = Get(path);
        var wish = new DeletionWish(options.TextAt("preconditions", "uid"), GraceSeconds: grace is < 0 ? null : grace, Policy: policy ?? "Background");
        var (last, isGone) = deletions.Delete(KeyOf(path), wish);

        // Whoever has this answer in hand will not meet the pod behind a service any more.
        await services.ReachAsync(store.Version);
        return !isGone ? last : StatusObject.Deleted(path.Kind, path.Name!, node.Uid());
    }
}
