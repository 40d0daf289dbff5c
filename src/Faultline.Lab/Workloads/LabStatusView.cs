using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads;

/// <summary>The store as people want to see it.</summary>
internal sealed class LabStatusView(string labName, ObjectStore store, ServiceController services)
{
    /// <summary>How the lab is doing now.</summary>
    public LabStatus Now() =>
        new()
        {
            Name = labName,
            IsReady = IsReady(),
            Nodes = [.. Nodes()],
            Workloads = [.. WorkloadView.Of(store)],
            Pods = [.. store.List(ResourceKinds.Pod).Objects.Select(Of)],
            Services = [.. store.List(ResourceKinds.Service).Objects.Where(HasUrl).Select(OfService)],
        };

    /// <summary>Whether every workload has the pods it wants, and every other pod is ready or has succeeded.</summary>
    public bool IsReady() =>
        WorkloadView.Of(store).All(one => one.IsDone)
        && store
            .List(ResourceKinds.Pod)
            .Objects.Where(pod => !pod.IsTerminating())
            .All(pod => PodStatus.IsReady(pod) || pod.TextAt("status", "phase") == "Succeeded");

    /// <summary>Whether a service has an address and a port of its own.</summary>
    public static bool HasUrl(DataObject service) => !ServicePorts.IsHeadless(service) && ServicePorts.Of(service).Count > 0;

    /// <summary>The URL of a service's first port.</summary>
    public static Uri UrlOf(DataObject service) =>
        new UriBuilder(Uri.UriSchemeHttp, ServicePorts.AddressOf(service), ServicePorts.Of(service)[0].Real).Uri;

    private IEnumerable<LabNodeStatus> Nodes()
    {
        var pods = store.List(ResourceKinds.Pod).Objects.CountBy(pod => pod.TextAt("spec", "nodeName") ?? "").ToDictionary();
        return store
            .List(ResourceKinds.Node)
            .Objects.Select(node => new LabNodeStatus
            {
                Name = node.Name(),
                IsReady = Conditions.IsTrue(node, "Ready"),
                IsSchedulable = !node.IsTrueAt("spec", "unschedulable"),
                Address =
                    node.ItemsAt("status", "addresses").FirstOrDefault(one => one.TextAt("type") == "InternalIP").TextAt("address") ?? "",
                Pods = pods.GetValueOrDefault(node.Name()),
            });
    }

    private static LabPodStatus Of(DataObject pod)
    {
        var containers = pod.ItemsAt("status", "containerStatuses");
        var container = containers is [var first, ..] ? first : null;
        var waiting = pod.ItemsAt("status", "initContainerStatuses")
            .Concat(containers)
            .Select(one => one.At("state", "waiting"))
            .FirstOrDefault(one => one is not null && one.TextAt("reason") != "PodInitializing");
        var id = container.TextAt("containerID") ?? "";
        var isRunning = container.At("state", "running") is not null;
        return new LabPodStatus
        {
            Namespace = pod.Namespace(),
            Name = pod.Name(),
            Phase = pod.TextAt("status", "phase") ?? "",
            Waiting = Join(waiting.TextAt("reason"), waiting.TextAt("message")) is { Length: > 0 } text ? text : Unscheduled(pod),
            IsReady = PodStatus.IsReady(pod),
            IsTerminating = pod.IsTerminating(),
            RestartCount = (int)containers.Sum(one => one.NumberAt("restartCount") ?? 0),
            Node = pod.TextAt("spec", "nodeName") ?? "",
            Address = pod.TextAt("status", "podIP") ?? "",
            ProcessId = isRunning && id.Length > 0 ? int.Parse(id[(id.LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture) : null,
        };
    }

    private static string Join(params string?[] parts) => string.Join(": ", parts.Where(part => part is not null));

    private static string Unscheduled(DataObject pod) =>
        Conditions.Find(pod, "PodScheduled") is { } condition && condition.TextAt("status") == "False"
            ? Join(condition.TextAt("reason"), condition.TextAt("message"))
            : "";

    private LabServiceStatus OfService(DataObject service) =>
        new()
        {
            Namespace = service.Namespace(),
            Name = service.Name(),
            Url = UrlOf(service).ToString(),
            Port = ServicePorts.Of(service)[0].Port,
            Endpoints = services.EndpointsOf(service),
            NoEndpoint = ServiceRules.NameOf(ServiceRules.ModeOf(service)),
        };
}
