using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Nodes;

/// <summary>Deletes nodes without draining them, and answers their names.</summary>
internal static class DeleteNodes
{
    private const string Unlimited = "Nothing says which nodes, or how many of them";

    private const string Remedy = "give label_selector, pod_label_selector, count or rand, or all: true for every node";

    private static readonly Parameter<bool> EveryOne = Parameter.Flag("all", false, "Whether to delete every node that matches.");

    private static readonly Parameter<bool> Rand = Parameter.Flag("rand", false, "Whether to delete one node, chosen by chance.");

    private static readonly Parameter<long?> GracePeriod = Parameter.OptionalInteger(
        "grace_period_seconds",
        "Seconds until a node object is removed; left out, what the API takes."
    );

    public static FunctionEntry Entry { get; } =
        FunctionEntry.Action(
            NodeFunctions.Actions,
            "delete_nodes",
            "Deletes nodes: the first that matches, or one or some by chance, or all.",
            [NodeSelection.Labels, EveryOne, Rand, NodeSelection.Count, GracePeriod, NodeSelection.PodLabels, NodeSelection.PodNamespace],
            RunAsync,
            Check
        );

    private static async Task<ActivityOutcome> RunAsync(KubernetesCall call, CancellationToken stop)
    {
        var (all, rand, count) = (call.Get(EveryOne), call.Get(Rand), call.Get(NodeSelection.Count));
        if (!all && !rand && count is not >= 1 && !Limits(call))
        {
            return new ActivityOutcome.Failed($"{Unlimited}: {Remedy}.");
        }

        var found = await NodeSelection.FindAsync(call, null, stop);
        var chosen =
            all ? found
            : rand ? Chance.Sample(found, 1, call.Random)
            : count is >= 1 and var some ? Chance.Sample(found, (int)Math.Min(some, int.MaxValue), call.Random)
            : [found[0]];
        var byName = chosen.ToDictionary(Manifest.NameOf, StringComparer.Ordinal);
        var deleting = new OneByOne("Deleted", "deleting nodes");
        return await deleting.RunAsync(
                [.. chosen.Select(Manifest.NameOf)],
                name => call.Changes.DeleteAsync(ResourceType.Nodes, null, byName[name], stop, call.Get(GracePeriod)),
                stop
            )
            ?? new ActivityOutcome.Succeeded(Outcomes.Names(deleting.Done))
            {
                Warnings = deleting.Warnings,
                Unproven = deleting.Done.Count > 0 ? null : "no node was deleted: all that were chosen were gone already",
            };
    }

    private static bool Limits(KubernetesCall call) =>
        !string.IsNullOrEmpty(call.Get(NodeSelection.Labels)) || !string.IsNullOrEmpty(call.Get(NodeSelection.PodLabels));

    private static IEnumerable<CallProblem> Check(CheckedArguments arguments)
    {
        ImmutableArray<Parameter> limits = [NodeSelection.Labels, NodeSelection.PodLabels, NodeSelection.Count, Rand, EveryOne];
        return limits.Any(limit => arguments.IsOpen(limit) || Selectors.IsGiven(arguments.Value(limit)))
            ? NodeSelection.Check(arguments)
            : [arguments.Error(null, Unlimited, Remedy)];
    }
}
