namespace Faultline.Lab.Workloads;

/// <summary>Who writes an event.</summary>
/// <param name="Component">The part of a cluster that would.</param>
/// <param name="Host">The node that it runs on, where it runs on one.</param>
internal sealed record EventSource(string Component, string? Host = null)
{
    public static EventSource Scheduler { get; } = new("default-scheduler");

    public static EventSource Deployments { get; } = new("deployment-controller");

    public static EventSource ReplicaSets { get; } = new("replicaset-controller");

    public static EventSource StatefulSets { get; } = new("statefulset-controller");

    public static EventSource DaemonSets { get; } = new("daemonset-controller");

    public static EventSource Nodes { get; } = new("node-controller");

    public static EventSource Taints { get; } = new("taint-eviction-controller");

    public static EventSource Kubelet(string node) => new("kubelet", node);
}
