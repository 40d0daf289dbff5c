using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>Deletes pods one after the other and answers their names; it does not wait until they are gone.</summary>
internal static class TerminatePods
{
    /// <summary>Deletes some or all of the pods that labels and names choose.</summary>
    /// <param name="gracePeriod">Seconds until a pod is killed; below 0, what the pod itself says.</param>
    /// <returns>The names of the pods that were deleted.</returns>
    [Action("chaosk8s.pod.actions", Name = "terminate_pods", Check = nameof(Check), Returns = "list")]
    public static Task<ActivityOutcome> TerminateAsync(
        KubernetesCall call,
        PodSelection selection,
        long gracePeriod = -1,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => DeleteAsync(call, selection, ns, gracePeriod, stop);

    /// <summary>The old name of chaosk8s.pod.actions.terminate_pods: deletes one of the pods that a name or labels choose.</summary>
    /// <param name="name">Which pods: a regular expression that is found anywhere in their names.</param>
    /// <param name="labelSelector">Which pods: a label selector, such as 'app=web'.</param>
    /// <returns>The names of the pods that were deleted.</returns>
    [Action("chaosk8s.pod.actions", Check = nameof(CheckOld), Returns = "list", Instead = "chaosk8s.pod.actions.terminate_pods")]
    public static Task<ActivityOutcome> DeletePodsAsync(
        KubernetesCall call,
        string? name = null,
        [Reads<NamespaceName>] string ns = "default",
        string? labelSelector = null,
        CancellationToken stop = default
    ) => DeleteAsync(call, new PodSelection { LabelSelector = labelSelector, NamePattern = name }, ns, gracePeriod: -1, stop);

    /// <summary>Deletes the pods of a selection.</summary>
    public static async Task<ActivityOutcome> DeleteAsync(
        KubernetesCall call,
        PodSelection selection,
        string ns,
        long gracePeriod,
        CancellationToken stop
    )
    {
        if (selection.Problem is { } problem)
        {
            return new ActivityOutcome.Failed(problem);
        }

        var found = await PodArguments.ListAsync(call, selection.LabelSelector, ns, stop);
        var chosen = selection.Choose(found, call.Random);
        return chosen.IsEmpty
            ? new ActivityOutcome.Succeeded(DataArray.Empty) { Unproven = $"no pod was deleted: {selection.WhyNone(found.Length, ns)}" }
            : await DeleteAsync(call, chosen, ns, gracePeriod, stop);
    }

    internal static IEnumerable<CallProblem> Check(KnownArguments arguments) =>
        PodSelectionArguments.Check(arguments).Concat(PodSelectionArguments.CheckQuantity(arguments, "is deleted"));

    internal static IEnumerable<CallProblem> CheckOld(KnownArguments arguments)
    {
        if (PodSelectionArguments.CheckPattern(arguments, "name") is { } wrong)
        {
            yield return wrong;
        }

        if (PodSelectionArguments.IsUnlimited(arguments, "name"))
        {
            yield return arguments.Error(null, PodSelectionArguments.NoSelector, PodSelectionArguments.NoSelectorRemedy);
        }
    }

    private static async Task<ActivityOutcome> DeleteAsync(
        KubernetesCall call,
        ImmutableArray<DataObject> pods,
        string ns,
        long gracePeriod,
        CancellationToken stop
    )
    {
        var grace = gracePeriod >= 0 ? gracePeriod : (long?)null;
        var byName = pods.ToDictionary(Manifest.NameOf, StringComparer.Ordinal);
        var deleting = new OneByOne("Deleted", "deleting pods");
        return await deleting.RunAsync(
                [.. pods.Select(Manifest.NameOf)],
                name => call.Changes.DeleteAsync(ResourceType.Pods, ns, byName[name], stop, grace),
                stop
            )
            ?? new ActivityOutcome.Succeeded(Outcomes.Names(deleting.Done))
            {
                Warnings = deleting.Warnings,
                Unproven =
                    deleting.Done.Count > 0 ? null : $"no pod was deleted: all that were chosen in namespace '{ns}' were gone already",
            };
    }
}
