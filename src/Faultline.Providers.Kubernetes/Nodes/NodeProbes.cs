using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Nodes;

/// <summary>The probes of nodes. Where no node matches, nothing is known to be well: the answer is false.</summary>
internal static class NodeProbes
{
    private const string Probes = "chaosk8s.node.probes";

    private static readonly Parameter<string> ConditionType = Parameter.Text("condition_type", "The condition's type.", "PIDPressure");

    private static readonly Parameter<string> ConditionValue = Parameter.Text(
        "condition_value",
        "The status that it must have: True, False or Unknown.",
        "False"
    );

    // The conditions of the kubelet and of the node problem detector that tell a node's health, as they are when it is well.
    private static readonly ImmutableDictionary<string, string> Healthy = ImmutableDictionary.CreateRange<string, string>([
        new("FrequentKubeletRestart", "False"),
        new("FrequentDockerRestart", "False"),
        new("FrequentContainerdRestart", "False"),
        new("ReadonlyFilesystem", "False"),
        new("KernelDeadlock", "False"),
        new("CorruptDockerOverlay2", "False"),
        new("FrequentUnregisterNetDevice", "False"),
        new("NetworkUnavailable", "False"),
        new("MemoryPressure", "False"),
        new("DiskPressure", "False"),
        new("PIDPressure", "False"),
        new("Ready", "True"),
    ]);

    public static ImmutableArray<FunctionEntry> All { get; } =
    [
        FunctionEntry.Probe(
            Probes,
            "get_nodes",
            "Reads nodes: the list as the API has it.",
            [NodeSelection.Labels],
            async (call, stop) =>
                Outcomes.Of(
                    await call.Cluster.GetListAsync(ResourceType.Nodes, null, ListOptions.By(null, call.Get(NodeSelection.Labels)), stop)
                )
        ),
        FunctionEntry.Probe(
            Probes,
            "get_all_node_status_conditions",
            "Reads the conditions of nodes: of each its name, and the status of each condition by its type.",
            [NodeSelection.Labels],
            async (call, stop) => Outcomes.Of(DataArray.Of(await ConditionsAsync(call, stop)))
        ),
        FunctionEntry.Probe(
            Probes,
            "all_nodes_must_be_ready_to_schedule",
            "Tells whether all nodes are ready; whether they take new pods is not asked.",
            [NodeSelection.Labels],
            async (call, stop) => Outcomes.Of(Every(await ConditionsAsync(call, stop), node => node.Text("Ready") == "True"))
        ),
        FunctionEntry.Probe(
            Probes,
            "verify_nodes_condition",
            "Tells whether a condition has the same status on all nodes.",
            [ConditionType, ConditionValue, NodeSelection.Labels],
            async (call, stop) =>
            {
                var (type, value) = (call.Get(ConditionType), call.Get(ConditionValue));
                return Outcomes.Of(Every(await ConditionsAsync(call, stop), node => node.Text(type) == value));
            }
        ),
        FunctionEntry.Probe(
            Probes,
            "nodes_must_be_healthy",
            "Tells whether no condition of any node speaks of trouble; one that a node does not report is not asked.",
            [NodeSelection.Labels],
            async (call, stop) =>
                Outcomes.Of(
                    Every(await ConditionsAsync(call, stop), node => Healthy.All(well => (node.Text(well.Key) ?? well.Value) == well.Value))
                )
        ),
    ];

    private static async Task<ImmutableArray<DataObject>> ConditionsAsync(KubernetesCall call, CancellationToken stop)
    {
        var nodes = await call.Cluster.ListAsync(ResourceType.Nodes, null, ListOptions.By(null, call.Get(NodeSelection.Labels)), stop);
        return [.. nodes.Select(Conditions)];
    }

    private static DataObject Conditions(DataObject node)
    {
        var conditions = ((node["status"] as DataObject)?["conditions"] as DataArray)?.Items.OfType<DataObject>() ?? [];
        return new DataObject([
            new("name", Manifest.NameOf(node)),
            .. conditions.Select(one => new DataMember(one.Text("type") ?? "", one.Text("status") ?? "Unknown")),
        ]);
    }

    private static bool Every(ImmutableArray<DataObject> nodes, Func<DataObject, bool> isWell) => !nodes.IsEmpty && nodes.All(isWell);
}
