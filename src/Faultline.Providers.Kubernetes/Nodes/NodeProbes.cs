using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Nodes;

/// <summary>The probes of nodes. Where no node matches, nothing is known to be well: the answer is false.</summary>
internal static class NodeProbes
{
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

    /// <summary>Reads nodes: the list as the API has it.</summary>
    /// <param name="labelSelector">Which nodes: a label selector, such as 'pool=spot'.</param>
    [Probe("chaosk8s.node.probes")]
    public static Task<DataObject> GetNodesAsync(KubernetesCall call, string? labelSelector = null, CancellationToken stop = default) =>
        call.Cluster.GetListAsync(ResourceType.Nodes, null, ListOptions.By(null, labelSelector), stop);

    /// <summary>Reads the conditions of nodes: of each its name, and the status of each condition by its type.</summary>
    /// <param name="labelSelector">Which nodes: a label selector, such as 'pool=spot'.</param>
    [Probe("chaosk8s.node.probes")]
    public static async Task<DataArray> GetAllNodeStatusConditionsAsync(
        KubernetesCall call,
        string? labelSelector = null,
        CancellationToken stop = default
    ) => DataArray.Of(await ConditionsAsync(call, labelSelector, stop));

    /// <summary>Tells whether all nodes are ready; whether they take new pods is not asked.</summary>
    /// <param name="labelSelector">Which nodes: a label selector, such as 'pool=spot'.</param>
    [Probe("chaosk8s.node.probes")]
    public static async Task<bool> AllNodesMustBeReadyToScheduleAsync(
        KubernetesCall call,
        string? labelSelector = null,
        CancellationToken stop = default
    ) => Every(await ConditionsAsync(call, labelSelector, stop), node => node.Text("Ready") == "True");

    /// <summary>Tells whether a condition has the same status on all nodes.</summary>
    /// <param name="conditionType">The condition's type.</param>
    /// <param name="conditionValue">The status that it must have: True, False or Unknown.</param>
    /// <param name="labelSelector">Which nodes: a label selector, such as 'pool=spot'.</param>
    [Probe("chaosk8s.node.probes")]
    public static async Task<bool> VerifyNodesConditionAsync(
        KubernetesCall call,
        string conditionType = "PIDPressure",
        string conditionValue = "False",
        string? labelSelector = null,
        CancellationToken stop = default
    ) => Every(await ConditionsAsync(call, labelSelector, stop), node => node.Text(conditionType) == conditionValue);

    /// <summary>Tells whether no condition of any node speaks of trouble; one that a node does not report is not asked.</summary>
    /// <param name="labelSelector">Which nodes: a label selector, such as 'pool=spot'.</param>
    [Probe("chaosk8s.node.probes")]
    public static async Task<bool> NodesMustBeHealthyAsync(
        KubernetesCall call,
        string? labelSelector = null,
        CancellationToken stop = default
    ) =>
        Every(
            await ConditionsAsync(call, labelSelector, stop),
            node => Healthy.All(well => (node.Text(well.Key) ?? well.Value) == well.Value)
        );

    private static async Task<ImmutableArray<DataObject>> ConditionsAsync(KubernetesCall call, string? labels, CancellationToken stop)
    {
        var nodes = await call.Cluster.ListAsync(ResourceType.Nodes, null, ListOptions.By(null, labels), stop);
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
