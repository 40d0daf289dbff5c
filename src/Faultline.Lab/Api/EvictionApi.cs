using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Api;

/// <summary>Moves pods away, as far as their disruption budgets allow.</summary>
internal sealed class EvictionApi(ObjectStore store, Deletions deletions, TimeProvider time)
{
    /// <summary>Deletes a pod, unless a budget refuses.</summary>
    /// <param name="path">The pod.</param>
    /// <param name="eviction">The wish.</param>
    /// <param name="isDryRun">Whether to say only what would be.</param>
    /// <exception cref="KubernetesException">It is refused (429), or makes no sense.</exception>
    public void Evict(ApiPath path, DataObject? eviction, bool isDryRun)
    {
        if (eviction.TextAt("apiVersion") is { } version && version is not ("policy/v1" or "policy/v1beta1"))
        {
            throw KubernetesException.BadRequest($"no kind \"Eviction\" is registered for version \"{version}\"");
        }

        if (eviction is not null && eviction.Name() is { Length: > 0 } name && name != path.Name)
        {
            throw KubernetesException.BadRequest($"name in URL does not match name in Eviction object: {path.Name} is not {name}");
        }

        var key = path.Key;
        var pod = store.Get(key) ?? throw KubernetesException.NotFound(path.Kind, path.Name!);
        var options = eviction.At("deleteOptions");
        var dryRun = isDryRun || options.WordsAt("dryRun").Contains("All");
        if (!pod.IsTerminating() && pod.TextAt("status", "phase") is not ("Succeeded" or "Failed" or "Pending"))
        {
            Ask(path, pod, dryRun);
        }

        deletions.Delete(
            key,
            new DeletionWish(
                options.TextAt("preconditions", "uid") ?? pod.Uid(),
                options.TextAt("preconditions", "resourceVersion"),
                options.NumberAt("gracePeriodSeconds"),
                IsDryRun: dryRun
            )
        );
    }

    private void Ask(ApiPath path, DataObject pod, bool dryRun)
    {
        var budgets = store
            .List(ResourceKinds.PodDisruptionBudget, path.Namespace)
            .Objects.Where(budget => IsAbout(budget, pod))
            .Select(budget => budget.Name())
            .ToList();
        if (budgets.Count > 1)
        {
            throw new KubernetesException(
                500,
                "InternalError",
                "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."
            );
        }

        // Under the store's lock: of two evictions at once the second one meets what the first one left.
        foreach (var budget in budgets)
        {
            store.Update(
                new ObjectKey(ResourceKinds.PodDisruptionBudget, path.Namespace!, budget),
                uid: null,
                now => Taken(now, pod),
                dryRun
            );
        }
    }

    private static bool IsAbout(DataObject budget, DataObject pod) =>
        budget.At("spec", "selector") is { } selector && LabelSelector.Of(selector).Matches(pod.Labels());

    private DataObject Taken(DataObject budget, DataObject pod)
    {
        long Status(string field) => budget.NumberAt("status", field) ?? 0;
        if (Status("observedGeneration") < (budget.NumberAt("metadata", "generation") ?? 0))
        {
            throw TooMany($"The disruption budget {budget.Name()} is still being processed by the server.", retryAfter: 10);
        }

        var isReady = pod.ItemsAt("status", "conditions").Any(one => one.TextAt("type") == "Ready" && one.TextAt("status") == "True");
        var isHealthy = Status("currentHealthy") >= Status("desiredHealthy") && Status("desiredHealthy") > 0;
        if (!isReady && (isHealthy || budget.TextAt("spec", "unhealthyPodEvictionPolicy") == "AlwaysAllow"))
        {
            return budget;
        }

        if (Status("disruptionsAllowed") <= 0)
        {
            throw TooMany(
                $"The disruption budget {budget.Name()} needs {Status("desiredHealthy")} healthy pods and has {Status("currentHealthy")} currently",
                retryAfter: null
            );
        }

        return budget
            .Put(Status("disruptionsAllowed") - 1, "status", "disruptionsAllowed")
            .Put(KubernetesTime.Seconds(time.GetUtcNow()), "status", "disruptedPods", pod.Name());
    }

    private static KubernetesException TooMany(string cause, int? retryAfter)
    {
        var details = DataObject.Of(("causes", Cause.Write([new Cause("DisruptionBudget", cause, "")])));
        return new KubernetesException(
            429,
            "TooManyRequests",
            "Cannot evict pod as it would violate the pod's disruption budget.",
            retryAfter is { } seconds ? details.With("retryAfterSeconds", seconds) : details
        );
    }
}
