using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>Deletes pods one after the other and answers their names; it does not wait until they are gone.</summary>
internal static class TerminatePods
{
    private static readonly Parameter<long> GracePeriod = Parameter.Integer(
        "grace_period",
        -1,
        "Seconds until a pod is killed; below 0, what the pod itself says."
    );

    public static FunctionEntry Entry { get; } =
        FunctionEntry.Action(
            "chaosk8s.pod.actions",
            "terminate_pods",
            "Deletes some or all of the pods that labels and names choose.",
            [
                PodSelectionArguments.LabelSelector,
                PodSelectionArguments.NamePattern,
                PodSelectionArguments.All,
                PodSelectionArguments.Rand,
                PodSelectionArguments.Mode,
                PodSelectionArguments.Quantity,
                GracePeriod,
                Common.Namespace,
                PodSelectionArguments.Order,
            ],
            RunAsync,
            arguments => PodSelectionArguments.Check(arguments).Concat(PodSelectionArguments.CheckQuantity(arguments, "is deleted"))
        );

    private static Task<ActivityOutcome> RunAsync(KubernetesCall call, CancellationToken stop) =>
        DeleteAsync(call, PodSelectionArguments.Read(call), stop);

    /// <summary>Deletes the pods of a selection.</summary>
    public static async Task<ActivityOutcome> DeleteAsync(KubernetesCall call, PodSelection selection, CancellationToken stop)
    {
        if (selection.Problem is { } problem)
        {
            return new ActivityOutcome.Failed(problem);
        }

        var found = await call.Cluster.ListAsync(ResourceType.Pods, call.Namespace, PodSelection.Labelled(selection.LabelSelector), stop);
        var chosen = selection.Choose(found, call.Random);
        return chosen.IsEmpty
            ? new ActivityOutcome.Succeeded(DataArray.Empty)
            {
                Unproven = $"no pod was deleted: {selection.WhyNone(found.Length, call.Namespace)}",
            }
            : await DeleteAsync(call, chosen, stop);
    }

    private static async Task<ActivityOutcome> DeleteAsync(KubernetesCall call, ImmutableArray<DataObject> pods, CancellationToken stop)
    {
        var grace = call.Get(GracePeriod) is >= 0 and var seconds ? seconds : (long?)null;
        var byName = pods.ToDictionary(Manifest.NameOf, StringComparer.Ordinal);
        var deleting = new OneByOne("Deleted", "deleting pods");
        return await deleting.RunAsync(
                [.. pods.Select(Manifest.NameOf)],
                name => call.Changes.DeleteAsync(ResourceType.Pods, call.Namespace, byName[name], stop, grace),
                stop
            )
            ?? new ActivityOutcome.Succeeded(Outcomes.Names(deleting.Done))
            {
                Warnings = deleting.Warnings,
                Unproven =
                    deleting.Done.Count > 0
                        ? null
                        : $"no pod was deleted: all that were chosen in namespace '{call.Namespace}' were gone already",
            };
    }
}
