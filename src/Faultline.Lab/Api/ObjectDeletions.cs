using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads;
using Microsoft.AspNetCore.Http;

namespace Faultline.Lab.Api;

/// <summary>Deletes objects for clients: one, or all that a selector means.</summary>
internal sealed class ObjectDeletions(ObjectStore store, Deletions deletions, ServiceController services)
{
    /// <summary>Deletes an object.</summary>
    /// <returns>The object where it stays for a while; otherwise null, and its last state.</returns>
    public async Task<(DataObject? Left, DataObject Last)> OneAsync(ApiPath path, HttpRequest request, DataObject? options)
    {
        var (last, isGone) = deletions.Delete(path.Key, Wish(request, options));

        // Whoever has this answer in hand will not meet the pod behind a service any more.
        await services.ReachAsync(store.Version);
        return (isGone ? null : last, last);
    }

    /// <summary>Deletes all that the request's selectors mean.</summary>
    public async Task<ListPage> AllAsync(ApiPath path, HttpRequest request, DataObject? options)
    {
        var page = ListPage.Of(store, path, request.Query);
        var wish = Wish(request, options);
        foreach (var node in page.Items)
        {
            try
            {
                deletions.Delete(path.Key with { Namespace = node.Namespace(), Name = node.Name() }, wish with { Uid = node.Uid() });
            }
            catch (KubernetesException e) when (e.Reason is "NotFound" or "Conflict")
            {
                // It went by itself in the meantime.
            }
        }

        await services.ReachAsync(store.Version);
        return page;
    }

    private static DeletionWish Wish(HttpRequest request, DataObject? options)
    {
        var query = request.Query;
        string? Text(string name) => query[name].ToString() is { Length: > 0 } text ? text : options.TextAt(name);
        var policy = Text("propagationPolicy");
        if (policy is not (null or "Background" or "Foreground" or "Orphan"))
        {
            var cause = Cause.NotSupported("propagationPolicy", policy, "Background", "Foreground", "Orphan");
            throw new KubernetesException(
                422,
                "Invalid",
                $"DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: {cause.Message}",
                DataObject.Of(("group", "meta.k8s.io"), ("kind", "DeleteOptions"), ("causes", Cause.Write([cause])))
            );
        }

        var orphans = ObjectQuery.Flag(query, "orphanDependents") || options.IsTrueAt("orphanDependents");
        var grace = ObjectQuery.Number(query, "gracePeriodSeconds") ?? options.NumberAt("gracePeriodSeconds");
        return new DeletionWish(
            options.TextAt("preconditions", "uid"),
            options.TextAt("preconditions", "resourceVersion"),
            grace is < 0 ? null : grace,
            policy ?? (orphans ? "Orphan" : "Background"),
            query["dryRun"].ToString() == "All" || options.WordsAt("dryRun").Contains("All")
        );
    }
}
