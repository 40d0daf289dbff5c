using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Files;

/// <summary>A lab's status to a data tree and back.</summary>
internal static class LabStatusText
{
    public static DataObject Write(LabStatus status) =>
        DataObject.Of(
            ("name", status.Name),
            ("ready", status.IsReady),
            ("nodes", DataArray.Of(status.Nodes.Select(Write))),
            ("workloads", DataArray.Of(status.Workloads.Select(Write))),
            ("pods", DataArray.Of(status.Pods.Select(Write))),
            ("services", DataArray.Of(status.Services.Select(Write)))
        );

    public static LabStatus Read(DataNode text) =>
        new()
        {
            Name = text.TextAt("name") ?? "",
            IsReady = text.IsTrueAt("ready"),
            Nodes = [.. text.ItemsAt("nodes").Select(ReadNode)],
            Workloads = [.. text.ItemsAt("workloads").Select(ReadWorkload)],
            Pods = [.. text.ItemsAt("pods").Select(ReadPod)],
            Services = [.. text.ItemsAt("services").Select(ReadService)],
        };

    private static DataNode Write(LabNodeStatus node) =>
        DataObject.Of(
            ("name", node.Name),
            ("ready", node.IsReady),
            ("schedulable", node.IsSchedulable),
            ("address", node.Address),
            ("pods", node.Pods)
        );

    private static DataNode Write(LabWorkloadStatus workload) =>
        DataObject.Of(
            ("kind", workload.Kind),
            ("namespace", workload.Namespace),
            ("name", workload.Name),
            ("wanted", workload.Wanted),
            ("ready", workload.Ready),
            ("done", workload.IsDone)
        );

    private static LabNodeStatus ReadNode(DataNode node) =>
        new()
        {
            Name = node.TextAt("name") ?? "",
            IsReady = node.IsTrueAt("ready"),
            IsSchedulable = node.IsTrueAt("schedulable"),
            Address = node.TextAt("address") ?? "",
            Pods = (int)(node.NumberAt("pods") ?? 0),
        };

    private static LabWorkloadStatus ReadWorkload(DataNode workload) =>
        new()
        {
            Kind = workload.TextAt("kind") ?? "",
            Namespace = workload.TextAt("namespace") ?? "",
            Name = workload.TextAt("name") ?? "",
            Wanted = (int)(workload.NumberAt("wanted") ?? 0),
            Ready = (int)(workload.NumberAt("ready") ?? 0),
            IsDone = workload.IsTrueAt("done"),
        };

    private static DataNode Write(LabPodStatus pod) =>
        DataObject.Of(
            ("namespace", pod.Namespace),
            ("name", pod.Name),
            ("phase", pod.Phase),
            ("waiting", pod.Waiting),
            ("ready", pod.IsReady),
            ("terminating", pod.IsTerminating),
            ("restarts", pod.RestartCount),
            ("address", pod.Address),
            ("node", pod.Node),
            ("pid", pod.ProcessId is { } id ? id : DataNull.Instance)
        );

    private static DataNode Write(LabServiceStatus service) =>
        DataObject.Of(
            ("namespace", service.Namespace),
            ("name", service.Name),
            ("url", service.Url),
            ("port", service.Port),
            ("endpoints", service.Endpoints),
            ("noEndpoint", service.NoEndpoint)
        );

    private static LabPodStatus ReadPod(DataNode pod) =>
        new()
        {
            Namespace = pod.TextAt("namespace") ?? "",
            Name = pod.TextAt("name") ?? "",
            Phase = pod.TextAt("phase") ?? "",
            Waiting = pod.TextAt("waiting") ?? "",
            IsReady = pod.IsTrueAt("ready"),
            IsTerminating = pod.IsTrueAt("terminating"),
            RestartCount = (int)(pod.NumberAt("restarts") ?? 0),
            Address = pod.TextAt("address") ?? "",
            Node = pod.TextAt("node") ?? "",
            ProcessId = (int?)pod.NumberAt("pid"),
        };

    private static LabServiceStatus ReadService(DataNode service) =>
        new()
        {
            Namespace = service.TextAt("namespace") ?? "",
            Name = service.TextAt("name") ?? "",
            Url = service.TextAt("url") ?? "",
            Port = (int)(service.NumberAt("port") ?? 0),
            Endpoints = (int)(service.NumberAt("endpoints") ?? 0),
            NoEndpoint = service.TextAt("noEndpoint") ?? "",
        };
}
