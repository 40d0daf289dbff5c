using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Nodes;

/// <summary>Deletes nodes without draining them, and answers their names.</summary>
internal static class DeleteNodes
{
    private const string Unlimited = "Nothing says which nodes, or how many of them";

    private const string Remedy = "give label_selector, pod_label_selector, count or rand, or all: true for every node";

    /// <summary>Deletes nodes: the first that matches, or one or some by chance, or all.</summary>
    /// <param name="labelSelector">Which nodes: a label selector, such as 'pool=spot'.</param>
    /// <param name="all">Whether to delete every node that matches.</param>
    /// <param name="rand">Whether to delete one node, chosen by chance.</param>
    /// <param name="count">How many of the nodes, chosen by chance; more than there are means all of them.</param>
    /// <param name="gracePeriodSeconds">Seconds until a node object is removed; left out, what the API takes.</param>
    /// <param name="podLabelSelector">Only nodes that host a pod with these labels in pod_namespace.</param>
    /// <param name="podNamespace">The namespace of the pods of pod_label_selector.</param>
    /// <returns>The names of the nodes that were deleted.</returns>
    [Action("chaosk8s.node.actions", Name = "delete_nodes", Check = nameof(Check), Returns = "list")]
    public static async Task<ActivityOutcome> DeleteAsync(
        KubernetesCall call,
        string? labelSelector = null,
        bool all = false,
        bool rand = false,
        long? count = null,
        long? gracePeriodSeconds = null,
        string? podLabelSelector = null,
        string? podNamespace = null,
        CancellationToken stop = default
    )
    {
        var isLimited = !string.IsNullOrEmpty(labelSelector) || !string.IsNullOrEmpty(podLabelSelector);
        if (!all && !rand && count is not >= 1 && !isLimited)
        {
            return new ActivityOutcome.Failed($"{Unlimited}: {Remedy}.");
        }

        var selection = new NodeSelection
        {
            Labels = labelSelector,
            PodLabels = podLabelSelector,
            PodNamespace = podNamespace,
        };
        var found = await selection.FindAsync(call, stop);
        var chosen =
            all ? found
            : rand ? Chance.Sample(found, 1, call.Random)
            : count is >= 1 and var some ? Chance.Sample(found, (int)Math.Min(some, int.MaxValue), call.Random)
            : [found[0]];
        var byName = chosen.ToDictionary(Manifest.NameOf, StringComparer.Ordinal);
        var deleting = new OneByOne("Deleted", "deleting nodes");
        return await deleting.RunAsync(
                [.. chosen.Select(Manifest.NameOf)],
                name => call.Changes.DeleteAsync(ResourceType.Nodes, null, byName[name], stop, gracePeriodSeconds),
                stop
            )
            ?? new ActivityOutcome.Succeeded(Outcomes.Names(deleting.Done))
            {
                Warnings = deleting.Warnings,
                Unproven = deleting.Done.Count > 0 ? null : "no node was deleted: all that were chosen were gone already",
            };
    }

    internal static IEnumerable<CallProblem> Check(KnownArguments arguments)
    {
        string[] limits = ["label_selector", "pod_label_selector", "count", "rand", "all"];
        return limits.Any(limit => arguments.IsOpen(limit) || Selectors.IsGiven(arguments.Value(limit)))
            ? NodeSelection.Check(arguments)
            : [arguments.Error(null, Unlimited, Remedy)];
    }
}
