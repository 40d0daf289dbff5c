using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>Reads the logs of pods: an object of pod names and texts, each line of which begins with its time.</summary>
internal static class ReadPodLogs
{
    private static readonly Parameter<string?> Name = Parameter.OptionalText("name", "What {name} in the label selector stands for.");

    private static readonly Parameter<FluentDuration> Last = FluentDuration.Parameter(
        "last",
        "How far back to read, such as '20s' or '10 minutes' (a bare number is seconds); by default the whole log."
    );

    private static readonly Parameter<bool> Previous = Parameter.Flag(
        "from_previous",
        false,
        "Whether to read the log of the container's previous start."
    );

    private static readonly Parameter<string> Selector = Parameter.Text(
        "label_selector",
        "Which pods: a label selector, in which {name} is replaced.",
        "name in ({name})"
    );

    private static readonly Parameter<string?> Container = Parameter.OptionalText(
        "container_name",
        "The container to read; required where a pod has several."
    );

    public static FunctionEntry Entry { get; } =
        FunctionEntry.Probe(
            "chaosk8s.pod.probes",
            "read_pod_logs",
            "Reads the logs of the pods that a label selector chooses.",
            [Name, Last, Common.Namespace, Previous, Selector, Container],
            RunAsync,
            Check
        );

    private static async Task<ActivityOutcome> RunAsync(KubernetesCall call, CancellationToken stop)
    {
        // The reference formats a missing name as Python prints it.
        var selector = call.Get(Selector).Replace("{name}", call.Get(Name) ?? "None", StringComparison.Ordinal);
        var pods = await call.Cluster.ListAsync(ResourceType.Pods, call.Namespace, PodSelection.Labelled(selector), stop);
        var query = Query(call);
        var logs = new List<DataMember>(pods.Length);
        foreach (var name in pods.Select(Manifest.NameOf))
        {
            logs.Add(new DataMember(name, await call.Cluster.GetTextAsync(ResourceType.Pods, call.Namespace, name, "log", query, stop)));
        }

        return new ActivityOutcome.Succeeded(new DataObject(logs));
    }

    private static IEnumerable<CallProblem> Check(CheckedArguments arguments)
    {
        if (arguments.TryGet(Selector, out var selector) && selector.Contains("{name}", StringComparison.Ordinal) && !arguments.Has(Name))
        {
            yield return arguments.Warning(
                Selector,
                $"the label selector '{selector}' contains {{name}}, but 'name' is not given",
                "give 'name', or a label_selector without {name}"
            );
        }
    }

    private static ImmutableArray<KeyValuePair<string, string>> Query(KubernetesCall call)
    {
        (string Key, string? Value)[] query =
        [
            ("follow", "false"),
            ("previous", call.Get(Previous) ? "true" : "false"),
            ("timestamps", "true"),
            ("container", call.Get(Container) is { Length: > 0 } container ? container : null),
            ("sinceSeconds", call.Get(Last).Seconds is > 0 and var seconds ? seconds.ToString(CultureInfo.InvariantCulture) : null),
        ];
        return [.. query.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, pair.Value!))];
    }
}
