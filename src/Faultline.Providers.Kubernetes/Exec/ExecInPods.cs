using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Pods;

namespace Faultline.Providers.Kubernetes.Exec;

/// <summary>Runs a command in pods, one after the other, and answers how it ended in each.</summary>
internal static class ExecInPods
{
    private const string NoCommand = "A command must be set to run a container";

    private static readonly Parameter<DataNode> Command = new(
        new FunctionParameter(
            "cmd",
            "string",
            null,
            "The command: a line, which is cut into words as a shell does it (nothing else is), or a list of words."
        ),
        "a string or a list of strings",
        ReadCommand,
        DataArray.Empty
    );

    private static readonly Parameter<string?> Container = Parameter.OptionalText(
        "container_name",
        "The container to run it in; left out, the one that the pod names as its default, or its first."
    );

    private static readonly Parameter<long> RequestTimeout = Parameter.Integer(
        "request_timeout",
        60,
        "Seconds that the command may take in each pod."
    );

    public static FunctionEntry Entry { get; } =
        FunctionEntry.Action(
            "chaosk8s.pod.actions",
            "exec_in_pods",
            "Runs a command in some or all of the pods that labels and names choose.",
            [
                Command,
                PodSelectionArguments.LabelSelector,
                PodSelectionArguments.NamePattern,
                PodSelectionArguments.All,
                PodSelectionArguments.Rand,
                PodSelectionArguments.Mode,
                PodSelectionArguments.Quantity,
                Common.Namespace,
                PodSelectionArguments.Order,
                Container,
                RequestTimeout,
            ],
            RunAsync,
            Check
        );

    private static async Task<ActivityOutcome> RunAsync(KubernetesCall call, CancellationToken stop)
    {
        var selection = PodSelectionArguments.Read(call);
        var words = WordsOf(call.Get(Command), out var problem);
        if ((problem ?? selection.Problem) is { } refusal)
        {
            return new ActivityOutcome.Failed(refusal);
        }

        var found = await call.Cluster.ListAsync(ResourceType.Pods, call.Namespace, PodSelection.Labelled(selection.LabelSelector), stop);
        var chosen = selection.Choose(found, call.Random);
        var results = new List<DataObject>();
        var running = new OneByOne("Run", "running a command in pods");
        var byName = chosen.ToDictionary(Manifest.NameOf, StringComparer.Ordinal);
        return await running.RunAsync([.. byName.Keys], name => ExecAsync(call, byName[name], words, results, stop), stop)
            ?? new ActivityOutcome.Succeeded(DataArray.Of(results))
            {
                Warnings = running.Warnings,
                Unproven = Unproven(call, selection, found.Length, results),
            };
    }

    private static async Task ExecAsync(
        KubernetesCall call,
        DataObject pod,
        ImmutableArray<string> words,
        List<DataObject> results,
        CancellationToken stop
    )
    {
        var name = Manifest.NameOf(pod);
        if (ContainerOf(pod, call.Get(Container)) is not { } container)
        {
            call.Warn($"the pod '{name}' has no container '{call.Get(Container)}' and was left out");
            return;
        }

        call.Changes.Executing(call.Namespace, name, container);
        using var deadline = new Deadline(TimeSpan.FromSeconds(Math.Max(0, call.Get(RequestTimeout))), call.Cluster.Transport.Time, stop);
        var answer = await call.Cluster.Exec.RunAsync(new ExecRequest(call.Namespace, name, container, words), deadline);
        if (answer.IsCut)
        {
            call.Warn($"the output of the command in the pod '{name}' is longer than what is kept of it");
        }

        results.Add(
            DataObject.Of(
                ("pod_name", name),
                ("exit_code", answer.ExitCode),
                ("cmd", call.Arguments[Command.Declaration.Name]!),
                ("stdout", answer.Stdout),
                ("stderr", answer.Stderr.Length == 0 && answer.Trouble is { } trouble ? trouble : answer.Stderr)
            )
        );
    }

    private static string? Unproven(KubernetesCall call, PodSelection selection, int found, List<DataObject> results)
    {
        if (results.Count == 0)
        {
            return call.Warnings.Count > 0
                ? $"no command was run: no pod that was chosen has a container '{call.Get(Container)}'"
                : $"no command was run: {selection.WhyNone(found, call.Namespace)}";
        }

        var failed = results.Where(result => result["exit_code"] is DataNumber { Text: not "0" }).ToList();
        return failed.Count == 0 || call.HasTolerance
            ? null
            : "the command did not end with exit code 0 in "
                + string.Join(", ", failed.Select(result => $"'{result.Text("pod_name")}' ({result["exit_code"]})"));
    }

    private static string? ContainerOf(DataObject pod, string? wanted)
    {
        var all = ((pod["spec"] as DataObject)?["containers"] as DataArray)
            ?.Items.OfType<DataObject>()
            .Select(c => c.Text("name"))
            .ToList();
        var annotations = (pod["metadata"] as DataObject)?["annotations"] as DataObject;
        return string.IsNullOrEmpty(wanted)
            ? annotations?.Text("kubectl.kubernetes.io/default-container") ?? all?.FirstOrDefault()
            : all?.FirstOrDefault(name => name == wanted);
    }

    private static bool ReadCommand(DataNode node, [NotNullWhen(true)] out DataNode? value)
    {
        value = node is DataString || (node is DataArray list && list.Items.All(item => item is DataString)) ? node : null;
        return value is not null;
    }

    private static ImmutableArray<string> WordsOf(DataNode command, out string? problem)
    {
        var line = (command as DataString)?.Value ?? "";
        ImmutableArray<string> words = command is DataArray list ? [.. list.Items.Cast<DataString>().Select(item => item.Value)] : [];
        problem =
            command is DataString && !ShellWords.TrySplit(line, out words) ? $"The command '{line}' has a quote that is not closed."
            : words.IsEmpty ? NoCommand
            : null;
        return words;
    }

    private static IEnumerable<CallProblem> Check(CheckedArguments arguments)
    {
        if (arguments.TryGet(Command, out var command))
        {
            _ = WordsOf(command, out var problem);
            if (problem is not null)
            {
                yield return arguments.Error(Command, problem.TrimEnd('.'), "write the command");
            }
        }

        foreach (var other in PodSelectionArguments.Check(arguments).Concat(PodSelectionArguments.CheckQuantity(arguments, "runs it")))
        {
            yield return other;
        }
    }
}
