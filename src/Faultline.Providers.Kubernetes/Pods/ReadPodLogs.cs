using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>Reads the logs of pods: an object of pod names and texts, each line of which begins with its time.</summary>
internal static class ReadPodLogs
{
    /// <summary>Reads the logs of the pods that a label selector chooses.</summary>
    /// <param name="name">What {name} in the label selector stands for.</param>
    /// <param name="last">How far back to read, such as '20s' or '10 minutes' (a bare number is seconds); by default the whole log.</param>
    /// <param name="fromPrevious">Whether to read the log of the container's previous start.</param>
    /// <param name="labelSelector">Which pods: a label selector, in which {name} is replaced.</param>
    /// <param name="containerName">The container to read; required where a pod has several.</param>
    /// <returns>The logs by the names of their pods; each line begins with its time.</returns>
    [Probe("chaosk8s.pod.probes", Name = "read_pod_logs", Check = nameof(Check))]
    [Alias("chaosk8s.probes", "read_microservices_logs")]
    public static async Task<DataObject> ReadLogsAsync(
        KubernetesCall call,
        string? name = null,
        [Reads<FluentDurationText>] FluentDuration? last = null,
        [Reads<NamespaceName>] string ns = "default",
        bool fromPrevious = false,
        string labelSelector = "name in ({name})",
        string? containerName = null,
        CancellationToken stop = default
    )
    {
        // The reference formats a missing name as Python prints it.
        var selector = labelSelector.Replace("{name}", name ?? "None", StringComparison.Ordinal);
        var pods = await PodArguments.ListAsync(call, selector, ns, stop);
        var query = Query(fromPrevious, containerName, last?.Seconds);
        var logs = new List<DataMember>(pods.Length);
        foreach (var pod in pods.Select(Manifest.NameOf))
        {
            logs.Add(new DataMember(pod, await call.Cluster.GetTextAsync(ResourceType.Pods, ns, pod, "log", query, stop)));
        }

        return new DataObject(logs);
    }

    internal static IEnumerable<CallProblem> Check(KnownArguments arguments)
    {
        if (
            arguments.TryGet("label_selector", out string? selector)
            && selector?.Contains("{name}", StringComparison.Ordinal) == true
            && !arguments.Has("name")
        )
        {
            yield return arguments.Warning(
                "label_selector",
                $"the label selector '{selector}' contains {{name}}, but 'name' is not given",
                "give 'name', or a label_selector without {name}"
            );
        }
    }

    private static ImmutableArray<KeyValuePair<string, string>> Query(bool fromPrevious, string? container, long? last)
    {
        (string Key, string? Value)[] query =
        [
            ("follow", "false"),
            ("previous", fromPrevious ? "true" : "false"),
            ("timestamps", "true"),
            ("container", container is { Length: > 0 } ? container : null),
            ("sinceSeconds", last is > 0 and var seconds ? seconds.ToString(CultureInfo.InvariantCulture) : null),
        ];
        return [.. query.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, pair.Value!))];
    }
}
