using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Nodes;

/// <summary>Keeps new pods from nodes, or lets them on again.</summary>
internal static class Cordoning
{
    public static FunctionEntry Cordon { get; } = Of("cordon_node", "Keeps new pods from nodes.", cordoned: true);

    public static FunctionEntry Uncordon { get; } = Of("uncordon_node", "Lets new pods on nodes again.", cordoned: false);

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

    private static FunctionEntry Of(string name, string summary, bool cordoned) =>
        FunctionEntry.Action(
            NodeFunctions.Actions,
            name,
            summary,
            [NodeSelection.Name, NodeSelection.Labels, Common.All],
            async (call, stop) =>
            {
                Selectors.Require(call, NodeSelection.Name, NodeSelection.Labels);
                var nodes = await NodeSelection.FindAsync(call, call.Get(NodeSelection.Name), stop);
                var steps = Steps(cordoned);
                return await SetAsync(call, nodes, cordoned, steps, stop)
                    ?? new ActivityOutcome.Succeeded(Outcomes.Names(steps.Done)) { Warnings = steps.Warnings };
            },
            Selectors.Check(NodeSelection.Name, NodeSelection.Labels)
        );

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
                name,
                PatchKind.StrategicMerge,
                Unschedulable(cordoned),
                Unschedulable(was),
                undo,
                stop
            )
        );
    }

    private static DataObject Unschedulable(bool value) => DataObject.Of(("spec", DataObject.Of(("unschedulable", value))));
}
