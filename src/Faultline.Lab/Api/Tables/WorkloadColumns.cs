using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Api.Tables;

/// <summary>The columns of pods, of what makes them and of where they run.</summary>
internal static class WorkloadColumns
{
    /// <summary>The columns beside name and age; null for other kinds.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="age">The column that shows the age.</param>
    /// <param name="time">The clock.</param>
    public static Column[]? Of(ResourceKind kind, Column age, TimeProvider time) =>
        kind == ResourceKinds.Pod ? Pods(age, time)
        : kind == ResourceKinds.Deployment
            ?
            [
                new("Ready", node => Ratio(node, "readyReplicas")),
                Count("Up-to-date", "status", "updatedReplicas"),
                Count("Available", "status", "availableReplicas"),
                age,
                .. Template(withSelector: true),
            ]
        : kind == ResourceKinds.ReplicaSet
            ?
            [
                Count("Desired", "spec", "replicas"),
                Count("Current", "status", "replicas"),
                Count("Ready", "status", "readyReplicas"),
                age,
                .. Template(withSelector: true),
            ]
        : kind == ResourceKinds.StatefulSet ? [new("Ready", node => Ratio(node, "readyReplicas")), age, .. Template(withSelector: false)]
        : kind == ResourceKinds.DaemonSet
            ?
            [
                Count("Desired", "status", "desiredNumberScheduled"),
                Count("Current", "status", "currentNumberScheduled"),
                Count("Ready", "status", "numberReady"),
                Count("Up-to-date", "status", "updatedNumberScheduled"),
                Count("Available", "status", "numberAvailable"),
                new("Node Selector", node => Cells.Labels(node.At("spec", "template", "spec", "nodeSelector"))),
                age,
                .. Template(withSelector: true),
            ]
        : kind == ResourceKinds.Node ? Nodes(age)
        : kind == ResourceKinds.PodDisruptionBudget
            ?
            [
                new("Min Available", node => Cells.Value(node.At("spec", "minAvailable"), "N/A")),
                new("Max Unavailable", node => Cells.Value(node.At("spec", "maxUnavailable"), "N/A")),
                Count("Allowed Disruptions", "status", "disruptionsAllowed"),
                age,
            ]
        : kind == ResourceKinds.ControllerRevision
            ? [new("Controller", Controller), new("Revision", node => Cells.Number(node, "revision"), "integer"), age]
        : null;

    private static Column[] Pods(Column age, TimeProvider time) =>
        [
            new("Ready", node => PodCells.Ready(node)),
            new("Status", node => PodCells.Status(node)),
            new("Restarts", node => PodCells.Restarts(node, time.GetUtcNow())),
            age,
            new("IP", node => Cells.Text(node.TextAt("status", "podIP")), Priority: 1),
            new("Node", node => Cells.Text(node.TextAt("spec", "nodeName")), Priority: 1),
            new("Nominated Node", node => Cells.Text(node.TextAt("status", "nominatedNodeName")), Priority: 1),
            new("Readiness Gates", node => Gates(node), Priority: 1),
        ];

    private static string Gates(DataObject pod)
    {
        var gates = pod.ItemsAt("spec", "readinessGates").Select(gate => gate.TextAt("conditionType")).ToList();
        var open = gates.Count(gate =>
            pod.ItemsAt("status", "conditions").Any(one => one.TextAt("type") == gate && one.TextAt("status") == "True")
        );
        return gates.Count == 0 ? Cells.None : string.Create(CultureInfo.InvariantCulture, $"{open}/{gates.Count}");
    }

    private static Column[] Nodes(Column age) =>
        [
            new("Status", node => NodeStatus(node)),
            new("Roles", node => Roles(node)),
            age,
            new("Version", node => node.TextAt("status", "nodeInfo", "kubeletVersion") ?? ""),
            new("Internal-IP", node => Address(node, "InternalIP"), Priority: 1),
            new("External-IP", node => Address(node, "ExternalIP"), Priority: 1),
            new("OS-Image", node => node.TextAt("status", "nodeInfo", "osImage") ?? Cells.Unknown, Priority: 1),
            new("Kernel-Version", node => node.TextAt("status", "nodeInfo", "kernelVersion") ?? Cells.Unknown, Priority: 1),
            new("Container-Runtime", node => node.TextAt("status", "nodeInfo", "containerRuntimeVersion") ?? Cells.Unknown, Priority: 1),
        ];

    private static string NodeStatus(DataObject node)
    {
        var ready = node.ItemsAt("status", "conditions").FirstOrDefault(one => one.TextAt("type") == "Ready").TextAt("status");
        var word =
            ready is null ? "Unknown"
            : ready == "True" ? "Ready"
            : "NotReady";
        return node.IsTrueAt("spec", "unschedulable") ? word + ",SchedulingDisabled" : word;
    }

    private static string Roles(DataObject node)
    {
        const string prefix = "node-role.kubernetes.io/";
        return Cells.List(
            node.Labels()
                .Select(label =>
                    label.Key.StartsWith(prefix, StringComparison.Ordinal) ? label.Key[prefix.Length..]
                    : label.Key == "kubernetes.io/role" ? label.Value
                    : ""
                )
                .Order(StringComparer.Ordinal)
        );
    }

    private static string Address(DataObject node, string type) =>
        Cells.Text(node.ItemsAt("status", "addresses").FirstOrDefault(one => one.TextAt("type") == type).TextAt("address"));

    private static DataNode Controller(DataObject node)
    {
        var owner = node.ItemsAt("metadata", "ownerReferences").FirstOrDefault(one => one.IsTrueAt("controller"));
        var group = (owner.TextAt("apiVersion") ?? "").Split('/') is [var name, _] ? "." + name : "";
        return owner is null ? Cells.None : $"{owner.TextAt("kind")?.ToLowerInvariant()}{group}/{owner.TextAt("name")}";
    }

    private static string Ratio(DataObject node, string field) =>
        string.Create(CultureInfo.InvariantCulture, $"{Cells.Number(node, "status", field)}/{Cells.Number(node, "spec", "replicas")}");

    private static Column Count(string name, params string[] path) => new(name, node => Cells.Number(node, path), "integer");

    private static IEnumerable<Column> Template(bool withSelector)
    {
        yield return new("Containers", node => Cells.Containers(node.At("spec", "template"), "name"), Priority: 1);
        yield return new("Images", node => Cells.Containers(node.At("spec", "template"), "image"), Priority: 1);
        if (withSelector)
        {
            yield return new("Selector", node => Cells.Selector(node.At("spec", "selector")), Priority: 1);
        }
    }
}
