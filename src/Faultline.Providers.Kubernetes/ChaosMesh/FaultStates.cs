using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>
/// Functions on faults of any kind that are there: reading, waiting, pausing, deleting. Ours: the reference creates faults and
/// never asks whether they were injected.
/// </summary>
internal static class FaultStates
{
    private const string Actions = "k8s.chaosmesh.actions";
    private const string Probes = "k8s.chaosmesh.probes";
    private const string PauseAnnotation = "experiment.chaos-mesh.org/pause";

    private static readonly ImmutableArray<string> KindNames = [.. ChaosKind.All.Select(kind => kind.Name)];

    public static Parameter<string> Kind { get; } = Parameter.Text("kind", "The kind of fault, such as 'NetworkChaos'.");

    public static ImmutableArray<FunctionEntry> All { get; } =
    [
        FunctionEntry.Action(
            Actions,
            "delete_fault",
            "Deletes a fault of any kind, which ends it.",
            [Kind, Fault.Name, Common.Namespace],
            async (call, stop) =>
                Outcomes.Of(await call.Changes.DeleteAsync(KindOf(call).Type, call.Namespace, call.Get(Fault.Name), stop)),
            Check
        ),
        FunctionEntry.Action(
            Actions,
            "pause",
            "Ends a fault for now; resume begins it again.",
            [Kind, Fault.Name, Common.Namespace],
            (call, stop) => PauseAsync(call, isPaused: true, stop),
            Check
        ),
        FunctionEntry.Action(
            Actions,
            "resume",
            "Begins a fault again that was paused.",
            [Kind, Fault.Name, Common.Namespace],
            (call, stop) => PauseAsync(call, isPaused: false, stop),
            Check
        ),
        FunctionEntry.Probe(
            Probes,
            "wait_for_injected",
            "Waits until a fault is injected everywhere it should be; one that hits nothing fails.",
            [Kind, Fault.Name, Common.Namespace, Common.Timeout],
            WaitForInjectedAsync,
            Check
        ),
        FunctionEntry.Probe(
            Probes,
            "wait_for_recovered",
            "Waits until a fault has ended everywhere it was; one that is deleted has.",
            [Kind, Fault.Name, Common.Namespace, Common.Timeout],
            WaitForRecoveredAsync,
            Check
        ),
        FunctionEntry.Probe(
            Probes,
            "get_fault",
            "Reads a fault of any kind.",
            [Kind, Fault.Name, Common.Namespace],
            async (call, stop) => Outcomes.Of(await call.Cluster.GetAsync(KindOf(call).Type, call.Namespace, call.Get(Fault.Name), stop)),
            Check
        ),
        FunctionEntry.Probe(
            Probes,
            "get_faults",
            "Reads all faults of a kind in a namespace: the list as the API has it.",
            [Kind, Common.Namespace],
            async (call, stop) => Outcomes.Of(await call.Cluster.GetListAsync(KindOf(call).Type, call.Namespace, new ListOptions(), stop)),
            Check
        ),
    ];

    /// <summary>The kind that a call names.</summary>
    /// <exception cref="KubernetesException">There is none of that name.</exception>
    public static ChaosKind KindOf(KubernetesCall call) =>
        ChaosKind.Find(call.Get(Kind)) ?? throw new KubernetesException($"there is no kind '{call.Get(Kind)}'; {Suggest(call.Get(Kind))}.");

    /// <summary>The kind that is named before the run; null where none is.</summary>
    public static ChaosKind? KindOf(CheckedArguments arguments) =>
        arguments.Value(Kind) is DataString kind ? ChaosKind.Find(kind.Value) : null;

    /// <summary>Finds kinds that there are not.</summary>
    public static IEnumerable<CallProblem> Check(CheckedArguments arguments)
    {
        if (arguments.Value(Kind) is DataString kind && ChaosKind.Find(kind.Value) is null)
        {
            yield return arguments.Error(Kind, $"there is no kind '{kind.Value}'", Suggest(kind.Value));
        }
    }

    private static string Suggest(string kind) => Suggestion.For(kind, KindNames);

    private static async Task<ActivityOutcome> PauseAsync(KubernetesCall call, bool isPaused, CancellationToken stop)
    {
        var (kind, name) = (KindOf(call), call.Get(Fault.Name));
        var fault = await call.Cluster.GetAsync(kind.Type, call.Namespace, name, stop);
        var before = ((fault["metadata"] as DataObject)?["annotations"] as DataObject)?[PauseAnnotation] ?? DataNull.Instance;
        var set = before is DataString was ? $"{PauseAnnotation}={was.Value} --overwrite" : PauseAnnotation + "-";
        return Outcomes.Of(
            await call.Changes.PatchAsync(
                kind.Type,
                call.Namespace,
                name,
                PatchKind.Merge,
                Annotated(isPaused ? "true" : DataNull.Instance),
                Annotated(before),
                $"kubectl --namespace {call.Namespace} annotate {kind.Type.KubectlName} {name} {set}",
                stop
            )
        );
    }

    private static DataObject Annotated(DataNode value) =>
        DataObject.Of(("metadata", DataObject.Of(("annotations", DataObject.Of((PauseAnnotation, value))))));

    private static async Task<ActivityOutcome> WaitForInjectedAsync(KubernetesCall call, CancellationToken stop)
    {
        var (kind, name, timeout) = (KindOf(call), call.Get(Fault.Name), call.Get(Common.Timeout));
        FaultStatus? last = null;
        var ended = await WaitAsync(call, kind, status => (last = status) is { IsInjected: true } or { HitsNothing: true }, stop);
        return ended && last is { HitsNothing: false } ? Outcomes.Of(true)
            : last is null ? new ActivityOutcome.Failed($"there is no {kind.Name} '{name}' in namespace '{call.Namespace}'")
            : last.HitsNothing ? new ActivityOutcome.Failed($"the {kind.Name} '{name}' hits nothing: no target matches its selector")
            : new ActivityOutcome.Failed($"the {kind.Name} '{name}' was not injected within {timeout}s{Because(last)}");
    }

    private static async Task<ActivityOutcome> WaitForRecoveredAsync(KubernetesCall call, CancellationToken stop)
    {
        var (kind, name, timeout) = (KindOf(call), call.Get(Fault.Name), call.Get(Common.Timeout));
        FaultStatus? last = null;
        return await WaitAsync(call, kind, status => (last = status) is null or { IsRecovered: true }, stop)
            ? Outcomes.Of(true)
            : new ActivityOutcome.Failed($"the {kind.Name} '{name}' did not recover within {timeout}s{Because(last)}");
    }

    private static Task<bool> WaitAsync(KubernetesCall call, ChaosKind kind, Func<FaultStatus?, bool> reached, CancellationToken stop) =>
        call.Watch.UntilAsync(
            kind.Type,
            call.Namespace,
            ListOptions.By(call.Get(Fault.Name), null),
            items => reached(items.FirstOrDefault() is { } fault ? FaultStatus.Of(fault) : null),
            TimeSpan.FromSeconds(call.Get(Common.Timeout)),
            stop
        );

    private static string Because(FaultStatus? status) => status?.Trouble is { } trouble ? $": {trouble}" : "";
}
