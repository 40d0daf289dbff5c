using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads.Running;

namespace Faultline.Lab.Workloads;

/// <summary>Writes and reads a pod's status.</summary>
internal static class PodStatus
{
    /// <summary>The pod with the status that follows from the situations of its containers.</summary>
    public static DataObject Apply(DataObject pod, PodSituation situation, DateTimeOffset time)
    {
        var now = KubernetesTime.Seconds(time);
        var status = pod.At("status") as DataObject ?? DataObject.Empty;
        status = status
            .With("phase", situation.Phase)
            .With("conditions", WithConditions(pod, situation, now).At("status", "conditions")!)
            .PutDefault(now, "startTime");
        if (situation.Inits.Count > 0)
        {
            status = status.With("initContainerStatuses", DataArray.Of(situation.Inits.Select(Status)));
        }

        return pod.With("status", status.With("containerStatuses", DataArray.Of(situation.Mains.Select(Status))));
    }

    /// <summary>Whether a pod is ready to be called.</summary>
    public static bool IsReady(DataObject pod) => Conditions.IsTrue(pod, "Ready");

    /// <summary>Whether a pod has been ready for so long.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="seconds">How long, in seconds.</param>
    /// <param name="now">The time.</param>
    /// <param name="left">How long it has to wait yet, where it is ready but not for long enough.</param>
    public static bool IsAvailable(DataObject pod, long seconds, DateTimeOffset now, out TimeSpan? left)
    {
        left = null;
        if (!IsReady(pod))
        {
            return false;
        }

        if (seconds <= 0)
        {
            return true;
        }

        var wait = ReadySince(pod) + TimeSpan.FromSeconds(seconds) - now;
        left = wait > TimeSpan.Zero ? wait : null;
        return left is null;
    }

    /// <summary>Since when a pod is ready.</summary>
    public static DateTimeOffset ReadySince(DataObject pod) =>
        KubernetesTime.TryParse(Conditions.Find(pod, "Ready").TextAt("lastTransitionTime") ?? "", out var since) ? since : default;

    /// <summary>Whether a pod has ended for good.</summary>
    public static bool IsOver(DataObject pod) => pod.TextAt("status", "phase") is "Succeeded" or "Failed";

    /// <summary>Whether a pod counts for those who keep pods: it has not ended, and nobody asked for its end.</summary>
    public static bool IsActive(DataObject pod) => !pod.IsTerminating() && !IsOver(pod);

    private static DataObject WithConditions(DataObject pod, PodSituation situation, string now)
    {
        var unready = situation.Mains.Where(one => !one.Situation.IsReady).Select(one => one.Name).ToList();
        var uninitialized = situation.Inits.Where(one => !one.IsDone).Select(one => one.Name).ToList();
        var isOver = situation.Phase is "Succeeded" or "Failed";
        var why =
            isOver && situation.Phase == "Succeeded" ? "PodCompleted"
            : isOver ? "PodFailed"
            : "ContainersNotReady";
        var message = isOver ? null : $"containers with unready status: [{string.Join(' ', unready)}]";
        pod = Put(pod, "PodReadyToStartContainers", situation.HasStarted && !isOver, null, null, now);
        pod = Put(
            pod,
            "Initialized",
            uninitialized.Count == 0,
            "ContainersNotInitialized",
            $"containers with incomplete status: [{string.Join(' ', uninitialized)}]",
            now
        );
        pod = Put(pod, "Ready", unready.Count == 0, why, message, now);
        pod = Put(pod, "ContainersReady", unready.Count == 0, why, message, now);
        return Put(pod, "PodScheduled", true, null, null, now);
    }

    private static DataObject Put(DataObject pod, string type, bool holds, string? reason, string? message, string now)
    {
        var before = Conditions.Find(pod, type);
        var condition = Conditions.Make(before, type, holds ? "True" : "False", holds ? null : reason, holds ? null : message, now);
        return Conditions.Put(pod, condition.With("lastProbeTime", DataNull.Instance));
    }

    private static DataNode Status(NamedSituation one)
    {
        var (situation, image) = (one.Situation, one.Image);
        var status = DataObject.Of(
            ("name", one.Name),
            ("state", State(situation)),
            ("lastState", situation.Last is { } last ? Terminated(last) : DataObject.Empty),
            ("ready", one.Role == ContainerRole.Init ? one.IsDone : situation.IsReady),
            ("restartCount", situation.RestartCount),
            ("image", image),
            ("imageID", ""),
            ("started", situation.IsRunning && situation.IsStarted)
        );
        var process = situation.ProcessId ?? situation.Last?.ProcessId;
        return process is > 0 ? status.With("containerID", ContainerId(process.Value)) : status.With("containerID", "");
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
            ("reason", end.Reason),
            ("startedAt", KubernetesTime.Seconds(end.StartedAt)),
            ("finishedAt", KubernetesTime.Seconds(end.FinishedAt)),
            ("containerID", end.ProcessId > 0 ? ContainerId(end.ProcessId) : "")
        );
        return DataObject.Of(("terminated", end.Status.Signal is { } signal ? details.With("signal", signal) : details));
    }

    private static string ContainerId(int processId) => string.Create(CultureInfo.InvariantCulture, $"process://{processId}");
}
