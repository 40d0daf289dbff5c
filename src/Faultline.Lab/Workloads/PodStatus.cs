using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads;

/// <summary>Writes a pod's status.</summary>
internal static class PodStatus
{
    /// <summary>The pod with the status that follows from its container's situation.</summary>
    public static DataObject Apply(DataObject pod, ContainerSituation situation, string nodeIp, DateTimeOffset now)
    {
        var status = DataObject.Of(
            ("phase", Phase(situation)),
            ("conditions", Conditions(pod, situation, KubernetesTime.Seconds(now))),
            ("hostIP", nodeIp),
            ("podIP", pod.TextAt("status", "podIP") ?? ""),
            ("podIPs", DataArray.Of([DataObject.Of(("ip", pod.TextAt("status", "podIP") ?? ""))])),
            ("startTime", pod.TextAt("status", "startTime") ?? KubernetesTime.Seconds(now)),
            ("containerStatuses", DataArray.Of([ContainerStatus(pod, situation)])),
            ("qosClass", "BestEffort")
        );
        return pod.With("status", status);
    }

    /// <summary>Whether a pod is ready to be called.</summary>
    public static bool IsReady(DataObject pod) =>
        pod.ItemsAt("status", "conditions").Any(condition => condition.TextAt("type") == "Ready" && condition.TextAt("status") == "True");

    /// <summary>Whether a pod has ended for good.</summary>
    public static bool IsOver(DataObject pod) => pod.TextAt("status", "phase") is "Succeeded" or "Failed";

    private static string Phase(ContainerSituation situation) =>
        situation switch
        {
            { Ended: { } ended } => ended.Status.Number == 0 ? "Succeeded" : "Failed",
            { HasRun: true } => "Running",
            _ => "Pending",
        };

    private static DataArray Conditions(DataObject pod, ContainerSituation situation, string now)
    {
        var before = pod.ItemsAt("status", "conditions").ToDictionary(condition => condition.TextAt("type") ?? "", StringComparer.Ordinal);
        DataNode Condition(string type, bool holds)
        {
            var status = holds ? "True" : "False";
            var since =
                before.GetValueOrDefault(type) is { } old && old.TextAt("status") == status ? old.TextAt("lastTransitionTime") : now;
            var condition = DataObject.Of(
                ("type", type),
                ("status", status),
                ("lastProbeTime", DataNull.Instance),
                ("lastTransitionTime", since ?? now)
            );
            return holds
                ? condition
                : condition.With("reason", "ContainersNotReady").With("message", $"containers with unready status: [{ContainerName(pod)}]");
        }

        return DataArray.Of([
            Condition("Initialized", true),
            Condition("Ready", situation.IsReady),
            Condition("ContainersReady", situation.IsReady),
            Condition("PodScheduled", true),
        ]);
    }

    private static DataObject ContainerStatus(DataObject pod, ContainerSituation situation)
    {
        var image = pod.ItemsAt("spec", "containers")[0].TextAt("image") ?? "";
        return DataObject.Of(
            ("name", ContainerName(pod)),
            ("state", State(situation)),
            ("lastState", situation.Last is { } last ? Terminated(last) : DataObject.Empty),
            ("ready", situation.IsReady),
            ("restartCount", situation.RestartCount),
            ("image", image),
            ("imageID", ""),
            ("containerID", situation.ProcessId is { } id ? ContainerId(id) : ""),
            ("started", situation is { Waiting: null, Ended: null })
        );
    }

    private static DataObject State(ContainerSituation situation)
    {
        if (situation.Ended is { } ended)
        {
            return Terminated(ended);
        }

        if (situation.Waiting is null)
        {
            return DataObject.Of(("running", DataObject.Of(("startedAt", KubernetesTime.Seconds(situation.StartedAt!.Value)))));
        }

        var waiting = DataObject.Of(("reason", situation.Waiting));
        return DataObject.Of(("waiting", situation.Message is { } message ? waiting.With("message", message) : waiting));
    }

    private static DataObject Terminated(Termination end)
    {
        var details = DataObject.Of(
            ("exitCode", end.Status.Code ?? 128 + end.Status.Signal!.Value),
            ("reason", end.Status.Number == 0 ? "Completed" : "Error"),
            ("startedAt", KubernetesTime.Seconds(end.StartedAt)),
            ("finishedAt", KubernetesTime.Seconds(end.FinishedAt)),
            ("containerID", ContainerId(end.ProcessId))
        );
        return DataObject.Of(("terminated", end.Status.Signal is { } signal ? details.With("signal", signal) : details));
    }

    private static string ContainerName(DataObject pod) => pod.ItemsAt("spec", "containers")[0].TextAt("name") ?? "";

    private static string ContainerId(int processId) => string.Create(CultureInfo.InvariantCulture, $"process://{processId}");
}
