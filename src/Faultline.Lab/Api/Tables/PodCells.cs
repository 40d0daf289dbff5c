using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Api.Tables;

/// <summary>What a table says of a pod: its state in a word, as kubectl's users know it.</summary>
internal static class PodCells
{
    /// <summary>Ready containers of all.</summary>
    public static string Ready(DataObject pod) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{pod.ItemsAt("status", "containerStatuses").Count(one => one.IsTrueAt("ready"))}/{pod.ItemsAt("spec", "containers").Count}"
        );

    /// <summary>How often containers were started again, and how long ago.</summary>
    public static string Restarts(DataObject pod, DateTimeOffset now)
    {
        var statuses = pod.ItemsAt("status", "containerStatuses");
        var count = statuses.Sum(one => one.NumberAt("restartCount") ?? 0);
        var last = statuses.Select(one => one.TextAt("lastState", "terminated", "finishedAt")).OfType<string>().Max(StringComparer.Ordinal);
        var text = count.ToString(CultureInfo.InvariantCulture);
        return count == 0 || last is null ? text : $"{text} ({Cells.Ago(last, now)} ago)";
    }

    /// <summary>The state in a word.</summary>
    public static string Status(DataObject pod)
    {
        var phase = pod.TextAt("status", "reason") is { Length: > 0 } reason ? reason : pod.TextAt("status", "phase") ?? "Unknown";
        if (pod.IsTerminating())
        {
            return pod.TextAt("status", "reason") == "NodeLost" ? "Unknown" : "Terminating";
        }

        return Initializing(pod) ?? Containers(pod, phase);
    }

    private static string? Initializing(DataObject pod)
    {
        var statuses = pod.ItemsAt("status", "initContainerStatuses");
        var all = pod.ItemsAt("spec", "initContainers").Count;
        for (var i = 0; i < statuses.Count; i++)
        {
            var state = statuses[i].At("state");
            if (state.NumberAt("terminated", "exitCode") == 0)
            {
                continue;
            }

            return state.At("terminated") is { } ended ? "Init:" + Ended(ended)
                : state.TextAt("waiting", "reason") is { Length: > 0 } reason && reason != "PodInitializing" ? "Init:" + reason
                : string.Create(CultureInfo.InvariantCulture, $"Init:{i}/{all}");
        }

        return null;
    }

    private static string Containers(DataObject pod, string phase)
    {
        var word = phase;
        var isAnyRunning = false;
        foreach (var status in pod.ItemsAt("status", "containerStatuses").Reverse())
        {
            var state = status.At("state");
            if (state.TextAt("waiting", "reason") is { Length: > 0 } reason)
            {
                word = reason;
            }
            else if (state.At("terminated") is { } ended)
            {
                word = Ended(ended);
            }
            else if (status.IsTrueAt("ready") && state.At("running") is not null)
            {
                isAnyRunning = true;
            }
        }

        var isReady = pod.ItemsAt("status", "conditions").Any(one => one.TextAt("type") == "Ready" && one.TextAt("status") == "True");
        return word != "Completed" || !isAnyRunning ? word
            : isReady ? "Running"
            : "NotReady";
    }

    private static string Ended(DataNode ended) =>
        ended.TextAt("reason") is { Length: > 0 } reason ? reason
        : ended.NumberAt("signal") is { } signal and not 0 ? string.Create(CultureInfo.InvariantCulture, $"Signal:{signal}")
        : string.Create(CultureInfo.InvariantCulture, $"ExitCode:{ended.NumberAt("exitCode")}");
}
