using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Objects;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>Deletes what a microservice may consist of: its deployment, its replica set, a pod of it.</summary>
internal static class KillMicroservice
{
    /// <summary>Deletes the deployment and the replica set of a name, and a pod with its labels.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="labelSelector">Which pods: a label selector, in which {name} is replaced.</param>
    [Action("chaosk8s.actions", Name = "kill_microservice", Returns = "null", Instead = "chaosk8s.deployment.actions.delete_deployment")]
    public static async Task<ActivityOutcome> KillAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        string labelSelector = "name in ({name})",
        CancellationToken stop = default
    )
    {
        var deleting = new OneByOne("Deleted", "deleting a microservice");
        foreach (var type in new[] { ResourceType.Deployments, ResourceType.ReplicaSets })
        {
            if (await Deletion.MatchingAsync(call, type, ns, ListOptions.By(name, null), deleting, stop) is { } end)
            {
                return end;
            }
        }

        var selection = new PodSelection
        {
            LabelSelector = labelSelector.Replace("{name}", name, StringComparison.Ordinal),
            NamePattern = name,
        };
        var pods = await TerminatePods.DeleteAsync(call, selection, ns, gracePeriod: -1, stop);
        return pods is ActivityOutcome.Succeeded succeeded
            ? new ActivityOutcome.Succeeded(DataNull.Instance)
            {
                Warnings = [.. deleting.Warnings, .. succeeded.Warnings],
                Unproven = deleting.Done.Count > 0 ? null : succeeded.Unproven,
            }
            : pods;
    }
}
