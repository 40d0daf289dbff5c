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
            Pods = [.. store.List(ResourceKinds.Pod).Objects.Select(Of)],
            Services = [.. store.List(ResourceKinds.Service).Objects.Select(OfService)],
        };

    /// <summary>Whether every replica set has as many ready pods as it wants, and every other pod is ready or has succeeded.</summary>
    public bool IsReady() =>
        store
            .List(ResourceKinds.ReplicaSet)
            .Objects.All(set => (set.NumberAt("status", "readyReplicas") ?? 0) == set.NumberAt("spec", "replicas"))
        && store
            .List(ResourceKinds.Pod)
            .Objects.Where(pod => !pod.IsTerminating())
            .All(pod => PodStatus.IsReady(pod) || pod.TextAt("status", "phase") == "Succeeded");

    /// <summary>The URL of a service's first port.</summary>
    public static Uri UrlOf(DataObject service) =>
        new UriBuilder(Uri.UriSchemeHttp, ServicePorts.AddressOf(service), ServicePorts.Of(service)[0].Real).Uri;

    private static LabPodStatus Of(DataObject pod)
    {
        var container = pod.ItemsAt("status", "containerStatuses") is [var only, ..] ? only : null;
        var waiting = container.At("state", "waiting");
        var id = container.TextAt("containerID") ?? "";
        var isRunning = container.At("state", "running") is not null;
        return new LabPodStatus
        {
            Namespace = pod.Namespace(),
            Name = pod.Name(),
            Phase = pod.TextAt("status", "phase") ?? "",
            Waiting = string.Join(": ", new[] { waiting.TextAt("reason"), waiting.TextAt("message") }.Where(text => text is not null)),
            IsReady = PodStatus.IsReady(pod),
            IsTerminating = pod.IsTerminating(),
            RestartCount = (int)(container.NumberAt("restartCount") ?? 0),
            Address = pod.TextAt("status", "podIP") ?? "",
            ProcessId = isRunning && id.Length > 0 ? int.Parse(id[(id.LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture) : null,
        };
    }

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
