using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Nodes;

/// <summary>Keeps new pods from nodes, or lets them on again.</summary>
internal static class Cordoning
{
    /// <summary>Keeps new pods from nodes.</summary>
    /// <param name="name">Which node: its name.</param>
    /// <param name="labelSelector">Which nodes: a label selector, such as 'pool=spot'.</param>
    /// <param name="all">Whether to act on everything where no selector is given; without it such a call is refused.</param>
    /// <returns>The names of the nodes.</returns>
    [Action("chaosk8s.node.actions", Check = nameof(Check), Returns = "list")]
    public static Task<ActivityOutcome> CordonNodeAsync(
        KubernetesCall call,
        string? name = null,
        string? labelSelector = null,
        bool all = false,
        CancellationToken stop = default
    ) => SetAsync(call, name, labelSelector, all, cordoned: true, stop);

    /// <summary>Lets new pods on nodes again.</summary>
    /// <param name="name">Which node: its name.</param>
    /// <param name="labelSelector">Which nodes: a label selector, such as 'pool=spot'.</param>
    /// <param name="all">Whether to act on everything where no selector is given; without it such a call is refused.</param>
    /// <returns>The names of the nodes.</returns>
    [Action("chaosk8s.node.actions", Check = nameof(Check), Returns = "list")]
    public static Task<ActivityOutcome> UncordonNodeAsync(
        KubernetesCall call,
        string? name = null,
        string? labelSelector = null,
        bool all = false,
        CancellationToken stop = default
    ) => SetAsync(call, name, labelSelector, all, cordoned: false, stop);

    /// <summary>Does it to nodes, one after the other.</summary>
    /// <returns>Null where all is done; otherwise how the call ends.</returns>
    public static Task<ActivityOutcome?> SetAsync(
        KubernetesCall call,
        ImmutableArray<DataObject> nodes,
        bool cordoned,
        OneByOne steps,
        CancellationToken stop
    )
    {
        var byName = nodes.ToDictionary(Manifest.NameOf, StringComparer.Ordinal);
        return steps.RunAsync([.. nodes.Select(Manifest.NameOf)], name => SetAsync(call, byName[name], cordoned, stop), stop);
    }

    /// <summary>The steps of <see cref="SetAsync(KubernetesCall, ImmutableArray{DataObject}, bool, OneByOne, CancellationToken)"/>.</summary>
    public static OneByOne Steps(bool cordoned) =>
        cordoned ? new OneByOne("Cordoned", "cordoning nodes") : new OneByOne("Uncordoned", "uncordoning nodes");

    internal static IEnumerable<CallProblem> Check(KnownArguments arguments) => Selectors.Check(arguments, "name", "label_selector");

    private static async Task<ActivityOutcome> SetAsync(
        KubernetesCall call,
        string? name,
        string? labels,
        bool all,
        bool cordoned,
        CancellationToken stop
    )
    {
        Selectors.Require(call, all, "name", "label_selector");
        var nodes = await new NodeSelection { Name = name, Labels = labels }.FindAsync(call, stop);
        var steps = Steps(cordoned);
        return await SetAsync(call, nodes, cordoned, steps, stop)
            ?? new ActivityOutcome.Succeeded(Outcomes.Names(steps.Done)) { Warnings = steps.Warnings };
    }

    private static async Task SetAsync(KubernetesCall call, DataObject node, bool cordoned, CancellationToken stop)
    {
        var name = Manifest.NameOf(node);
        var was = (node["spec"] as DataObject)?["unschedulable"] is DataBoolean { Value: true };
        var undo =
            was == cordoned
                ? $"nothing to do: it was {(was ? "" : "not ")}cordoned before"
                : $"kubectl {(was ? "cordon" : "uncordon")} {name}";
        await Outcomes.SayingAsync(
            $"Failed to {(cordoned ? "unschedule" : "schedule")} node '{name}': ",
            call.Changes.PatchAsync(
                ResourceType.Nodes,
                null,
                node,
                PatchKind.StrategicMerge,
                DataObject.Of(("spec", DataObject.Of(("unschedulable", cordoned)))),
                undo,
                stop
            )
        );
    }
}
