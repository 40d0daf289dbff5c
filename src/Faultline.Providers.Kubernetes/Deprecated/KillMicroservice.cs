using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Objects;
using Faultline.Providers.Kubernetes.Pods;

namespace Faultline.Providers.Kubernetes.Deprecated;

/// <summary>Deletes what a microservice may consist of: its deployment, its replica set, a pod of it.</summary>
internal static class KillMicroservice
{
    private static readonly Parameter<string> Labels = Parameter.Text(
        "label_selector",
        "Which pods: a label selector, in which {name} is replaced.",
        "name in ({name})"
    );

    public static FunctionEntry Entry { get; } =
        FunctionEntry.Action(
            "chaosk8s.actions",
            "kill_microservice",
            "Deletes the deployment and the replica set of a name, and a pod with its labels.",
            [Common.Name, Common.Namespace, Labels],
            RunAsync,
            arguments => [OldName.Deprecated(arguments, "kill_microservice", "delete_deployment")]
        );

    private static async Task<ActivityOutcome> RunAsync(KubernetesCall call, CancellationToken stop)
    {
        call.Warn(OldName.Warning("kill_microservice", "delete_deployment"));
        var name = call.Get(Common.Name);
        var deleting = new OneByOne("Deleted", "deleting a microservice");
        foreach (var type in new[] { ResourceType.Deployments, ResourceType.ReplicaSets })
        {
            if (await Deletion.MatchingAsync(call, type, ListOptions.By(name, null), deleting, stop) is { } end)
            {
                return end;
            }
        }

        var selection = new PodSelection
        {
            LabelSelector = call.Get(Labels).Replace("{name}", name, StringComparison.Ordinal),
            NamePattern = name,
        };
        var pods = await TerminatePods.DeleteAsync(call, selection, stop);
        return pods is ActivityOutcome.Succeeded succeeded
            ? new ActivityOutcome.Succeeded(DataNull.Instance)
            {
                Warnings = [.. deleting.Warnings, .. succeeded.Warnings],
                Unproven = deleting.Done.Count > 0 ? null : succeeded.Unproven,
            }
            : pods;
    }
}
