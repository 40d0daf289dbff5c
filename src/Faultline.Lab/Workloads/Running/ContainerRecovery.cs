using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Running;

/// <summary>What a node that comes back knows of a container: what the pod's status says.</summary>
internal static class ContainerRecovery
{
    /// <summary>The situation of a container that is to be started (again).</summary>
    /// <param name="status">Its status; null where it has not run.</param>
    /// <param name="waiting">Why it waits.</param>
    /// <param name="now">The time.</param>
    public static ContainerSituation Of(DataNode? status, string waiting, DateTimeOffset now)
    {
        var fresh = new ContainerSituation { Waiting = waiting };
        var restarts = (int)(status.NumberAt("restartCount") ?? 0);
        return status.At("state", "running") is { } running
            ? fresh with
            {
                RestartCount = restarts + 1,
                Last = Termination.Unseen(KubernetesTime.TryParse(running.TextAt("startedAt") ?? "", out var since) ? since : now, now),
            }
            : fresh with
            {
                RestartCount = restarts,
            };
    }
}
