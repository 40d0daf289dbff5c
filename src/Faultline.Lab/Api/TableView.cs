using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads;

namespace Faultline.Lab.Api;

/// <summary>Objects as the rows that kubectl prints.</summary>
internal sealed class TableView(TimeProvider time)
{
    private sealed record Column(string Name, string Type, Func<DataObject, DataNode> Cell, int Priority = 0);

    /// <summary>Whether the client prefers rows to objects.</summary>
    public static bool IsWanted(string accept) => accept.Contains("as=Table", StringComparison.Ordinal);

    /// <summary>The table of a list, or of one object.</summary>
    public DataObject Of(ResourceKind kind, DataObject listOrObject)
    {
        var columns = ColumnsOf(kind);
        var isList = listOrObject.At("items") is DataArray;
        var nodes = isList ? listOrObject.ItemsAt("items").OfType<DataObject>() : [listOrObject];
        return DataObject.Of(
            ("kind", "Table"),
            ("apiVersion", "meta.k8s.io/v1"),
            (
                "metadata",
                isList
                    ? listOrObject.At("metadata")!
                    : DataObject.Of(("resourceVersion", listOrObject.TextAt("metadata", "resourceVersion") ?? ""))
            ),
            ("columnDefinitions", DataArray.Of(columns.Select(Definition))),
            ("rows", DataArray.Of(nodes.Select(node => Row(columns, node))))
        );
    }

    private static DataObject Definition(Column column) =>
        DataObject.Of(
            ("name", column.Name),
            ("type", column.Type),
            ("format", column.Name == "Name" ? "name" : ""),
            ("description", ""),
            ("priority", column.Priority)
        );

    private static DataObject Row(Column[] columns, DataObject node) =>
        DataObject.Of(
            ("cells", DataArray.Of(columns.Select(column => column.Cell(node)))),
            (
                "object",
                DataObject.Of(
                    ("kind", "PartialObjectMetadata"),
                    ("apiVersion", "meta.k8s.io/v1"),
                    ("metadata", node.At("metadata") ?? DataObject.Empty)
                )
            )
        );

    private Column[] ColumnsOf(ResourceKind kind)
    {
        var name = new Column("Name", "string", node => node.Name());
        var age = new Column("Age", "string", Age);
        return kind == ResourceKinds.Pod
                ?
                [
                    name,
                    new("Ready", "string", node => PodStatus.IsReady(node) ? "1/1" : "0/1"),
                    new("Status", "string", Status),
                    new("Restarts", "integer", node => Container(node).NumberAt("restartCount") ?? 0),
                    age,
                    new("IP", "string", node => node.TextAt("status", "podIP") ?? "", 1),
                    new("Node", "string", node => node.TextAt("spec", "nodeName") ?? "", 1),
                ]
            : kind == ResourceKinds.ReplicaSet
                ?
                [
                    name,
                    new("Desired", "integer", node => node.NumberAt("spec", "replicas") ?? 0),
                    new("Current", "integer", node => node.NumberAt("status", "replicas") ?? 0),
                    new("Ready", "integer", node => node.NumberAt("status", "readyReplicas") ?? 0),
                    age,
                ]
            : kind == ResourceKinds.Service
                ?
                [
                    name,
                    new("Type", "string", node => node.TextAt("spec", "type") ?? ""),
                    new("Cluster-IP", "string", node => node.TextAt("spec", "clusterIP") ?? ""),
                    new("External-IP", "string", node => ExternalIp(node) ?? "<none>"),
                    new("Port(s)", "string", Ports),
                    age,
                ]
            : [name, new("Status", "string", node => node.TextAt("status", "phase") ?? ""), age];
    }

    private static DataNode? Container(DataObject pod) => pod.ItemsAt("status", "containerStatuses") is [var only, ..] ? only : null;

    private static DataNode Status(DataObject pod) =>
        pod.IsTerminating() ? "Terminating"
        : Container(pod).TextAt("state", "waiting", "reason") is { } waiting ? waiting
        : Container(pod).TextAt("state", "terminated", "reason") is { } ended ? ended
        : pod.TextAt("status", "phase") ?? "Unknown";

    private static string? ExternalIp(DataObject service) =>
        service.ItemsAt("status", "loadBalancer", "ingress") is [var first, ..] ? first.TextAt("ip") : null;

    private static DataNode Ports(DataObject service) =>
        string.Join(
            ',',
            ServicePorts
                .Of(service)
                .Select(port =>
                    port.Port == port.Real
                        ? string.Create(CultureInfo.InvariantCulture, $"{port.Port}/TCP")
                        : string.Create(CultureInfo.InvariantCulture, $"{port.Port}:{port.Real}/TCP")
                )
        );

    private DataNode Age(DataObject node)
    {
        if (!KubernetesTime.TryParse(node.TextAt("metadata", "creationTimestamp") ?? "", out var created))
        {
            return "<unknown>";
        }

        var age = time.GetUtcNow() - created;
        return age.TotalMinutes < 2 ? string.Create(CultureInfo.InvariantCulture, $"{(int)Math.Max(age.TotalSeconds, 0)}s")
            : age.TotalHours < 3 ? string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalMinutes}m")
            : age.TotalDays < 2 ? string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalHours}h")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalDays}d");
    }
}
