using System.Collections.Immutable;
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

    /// <summary>Runs a command in some or all of the pods that labels and names choose.</summary>
    /// <param name="containerName">The container to run it in; left out, the one that the pod names as its default, or its first.</param>
    /// <param name="requestTimeout">Seconds that the command may take in each pod.</param>
    /// <returns>Of each pod its name (pod_name), the exit_code, the cmd, and what it printed (stdout, stderr).</returns>
    [Action("chaosk8s.pod.actions", Name = "exec_in_pods", Check = nameof(Check), Returns = "list")]
    public static async Task<ActivityOutcome> ExecAsync(
        KubernetesCall call,
        [Reads<CommandLine>] DataNode cmd,
        PodSelection selection,
        [Reads<NamespaceName>] string ns = "default",
        string? containerName = null,
        long requestTimeout = 60,
        CancellationToken stop = default
    )
    {
        var words = WordsOf(cmd, out var problem);
        if ((problem ?? selection.Problem) is { } refusal)
        {
            return new ActivityOutcome.Failed(refusal);
        }

        var found = await PodArguments.ListAsync(call, selection.LabelSelector, ns, stop);
        var chosen = selection.Choose(found, call.Random);
        var results = new List<DataObject>();
        var running = new OneByOne("Run", "running a command in pods");
        var byName = chosen.ToDictionary(Manifest.NameOf, StringComparer.Ordinal);
        return await running.RunAsync(
                [.. byName.Keys],
                async name =>
                {
                    if (ContainerOf(byName[name], containerName) is not { } container)
                    {
                        call.Warn($"the pod '{name}' has no container '{containerName}' and was left out");
                        return;
                    }

                    call.Changes.Executing(ns, name, container);
                    results.Add(await ExecAsync(call, new ExecRequest(ns, name, container, words), cmd, requestTimeout, stop));
                },
                stop
            )
            ?? new ActivityOutcome.Succeeded(DataArray.Of(results))
            {
                Warnings = running.Warnings,
                Unproven =
                    results.Count > 0 ? Unproven(call, results)
                    : call.Warnings.Count > 0 ? $"no command was run: no pod that was chosen has a container '{containerName}'"
                    : $"no command was run: {selection.WhyNone(found.Length, ns)}",
            };
    }

    private static async Task<DataObject> ExecAsync(
        KubernetesCall call,
        ExecRequest request,
        DataNode command,
        long timeout,
        CancellationToken stop
    )
    {
        using var deadline = new Deadline(TimeSpan.FromSeconds(Math.Max(0, timeout)), call.Cluster.Transport.Time, stop);
        var answer = await call.Cluster.Exec.RunAsync(request, deadline);
        if (answer.IsCut)
        {
            call.Warn($"the output of the command in the pod '{request.Pod}' is longer than what is kept of it");
        }

        return DataObject.Of(
            ("pod_name", request.Pod),
            ("exit_code", answer.ExitCode),
            ("cmd", command),
            ("stdout", answer.Stdout),
            ("stderr", answer.Stderr.Length == 0 && answer.Trouble is { } trouble ? trouble : answer.Stderr)
        );
    }

    private static string? Unproven(KubernetesCall call, List<DataObject> results)
    {
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

    internal static IEnumerable<CallProblem> Check(KnownArguments arguments)
    {
        if (arguments.TryGet("cmd", out DataNode? command))
        {
            _ = WordsOf(command ?? DataArray.Empty, out var problem);
            if (problem is not null)
            {
                yield return arguments.Error("cmd", problem.TrimEnd('.'), "write the command");
            }
        }

        foreach (var other in PodSelectionArguments.Check(arguments).Concat(PodSelectionArguments.CheckQuantity(arguments, "runs it")))
        {
            yield return other;
        }
    }
}
