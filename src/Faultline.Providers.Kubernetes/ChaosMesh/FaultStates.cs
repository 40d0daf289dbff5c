using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Suggestion = Faultline.Providers.Kubernetes.Functions.Suggestion;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>
/// Functions on faults of any kind that are there: reading, waiting, pausing, deleting. Ours: the reference creates faults and
/// never asks whether they were injected.
/// </summary>
internal static class FaultStates
{
    private const string PauseAnnotation = "experiment.chaos-mesh.org/pause";

    private static readonly ImmutableArray<string> KindNames = [.. ChaosKind.All.Select(kind => kind.Name)];

    /// <summary>Deletes a fault of any kind, which ends it.</summary>
    /// <param name="kind">The kind of fault, such as 'NetworkChaos'.</param>
    /// <param name="name">The fault's name.</param>
    /// <returns>What the API answers.</returns>
    [Action("k8s.chaosmesh.actions", Check = nameof(Check))]
    public static Task<DataObject> DeleteFaultAsync(
        KubernetesCall call,
        string kind,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => call.Changes.DeleteAsync(KindOf(kind).Type, ns, name, stop);

    /// <summary>Ends a fault for now; resume begins it again.</summary>
    /// <param name="kind">The kind of fault, such as 'NetworkChaos'.</param>
    /// <param name="name">The fault's name.</param>
    /// <returns>The fault as the API has it.</returns>
    [Action("k8s.chaosmesh.actions", Check = nameof(Check))]
    public static Task<DataObject> PauseAsync(
        KubernetesCall call,
        string kind,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => PauseAsync(call, KindOf(kind), name, ns, isPaused: true, stop);

    /// <summary>Begins a fault again that was paused.</summary>
    /// <param name="kind">The kind of fault, such as 'NetworkChaos'.</param>
    /// <param name="name">The fault's name.</param>
    /// <returns>The fault as the API has it.</returns>
    [Action("k8s.chaosmesh.actions", Check = nameof(Check))]
    public static Task<DataObject> ResumeAsync(
        KubernetesCall call,
        string kind,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => PauseAsync(call, KindOf(kind), name, ns, isPaused: false, stop);

    /// <summary>Waits until a fault is injected everywhere it should be; one that hits nothing fails.</summary>
    /// <param name="kind">The kind of fault, such as 'NetworkChaos'.</param>
    /// <param name="name">The fault's name.</param>
    /// <param name="timeout">Seconds to wait at most, by the clock on the wall.</param>
    [Probe("k8s.chaosmesh.probes", Check = nameof(Check), Returns = "boolean")]
    public static async Task<ActivityOutcome> WaitForInjectedAsync(
        KubernetesCall call,
        string kind,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        long timeout = 30,
        CancellationToken stop = default
    )
    {
        var what = KindOf(kind);
        FaultStatus? last = null;
        var ended = await WaitAsync(
            call,
            what,
            name,
            ns,
            timeout,
            status => (last = status) is { IsInjected: true } or { HitsNothing: true },
            stop
        );
        return ended && last is { HitsNothing: false } ? Outcomes.Of(true)
            : last is null ? new ActivityOutcome.Failed($"there is no {what.Name} '{name}' in namespace '{ns}'")
            : last.HitsNothing ? new ActivityOutcome.Failed($"the {what.Name} '{name}' hits nothing: no target matches its selector")
            : new ActivityOutcome.Failed($"the {what.Name} '{name}' was not injected within {timeout}s{Because(last)}");
    }

    /// <summary>Waits until a fault has ended everywhere it was; one that is deleted has.</summary>
    /// <param name="kind">The kind of fault, such as 'NetworkChaos'.</param>
    /// <param name="name">The fault's name.</param>
    /// <param name="timeout">Seconds to wait at most, by the clock on the wall.</param>
    [Probe("k8s.chaosmesh.probes", Check = nameof(Check), Returns = "boolean")]
    public static async Task<ActivityOutcome> WaitForRecoveredAsync(
        KubernetesCall call,
        string kind,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        long timeout = 30,
        CancellationToken stop = default
    )
    {
        var what = KindOf(kind);
        FaultStatus? last = null;
        return await WaitAsync(call, what, name, ns, timeout, status => (last = status) is null or { IsRecovered: true }, stop)
            ? Outcomes.Of(true)
            : new ActivityOutcome.Failed($"the {what.Name} '{name}' did not recover within {timeout}s{Because(last)}");
    }

    /// <summary>Reads a fault of any kind.</summary>
    /// <param name="kind">The kind of fault, such as 'NetworkChaos'.</param>
    /// <param name="name">The fault's name.</param>
    /// <returns>The fault as the API has it.</returns>
    [Probe("k8s.chaosmesh.probes", Check = nameof(Check))]
    public static Task<DataObject> GetFaultAsync(
        KubernetesCall call,
        string kind,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => call.Cluster.GetAsync(KindOf(kind).Type, ns, name, stop);

    /// <summary>Reads all faults of a kind in a namespace: the list as the API has it.</summary>
    /// <param name="kind">The kind of fault, such as 'NetworkChaos'.</param>
    [Probe("k8s.chaosmesh.probes", Check = nameof(Check))]
    public static Task<DataObject> GetFaultsAsync(
        KubernetesCall call,
        string kind,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => Fault.ListAsync(call, KindOf(kind), ns, stop);

    /// <summary>The kind that a word names.</summary>
    /// <exception cref="KubernetesException">There is none of that name.</exception>
    public static ChaosKind KindOf(string word) =>
        ChaosKind.Find(word) ?? throw new KubernetesException($"there is no kind '{word}'; {Suggest(word)}.");

    /// <summary>The kind that is named before the run; null where none is.</summary>
    public static ChaosKind? KindOf(KnownArguments arguments) =>
        arguments.Value("kind") is DataString kind ? ChaosKind.Find(kind.Value) : null;

    /// <summary>Finds kinds that there are not.</summary>
    public static IEnumerable<CallProblem> Check(KnownArguments arguments)
    {
        if (arguments.Value("kind") is DataString kind && ChaosKind.Find(kind.Value) is null)
        {
            yield return arguments.Error("kind", $"there is no kind '{kind.Value}'", Suggest(kind.Value));
        }
    }

    private static string Suggest(string kind) => Suggestion.For(kind, KindNames);

    private static async Task<DataObject> PauseAsync(
        KubernetesCall call,
        ChaosKind kind,
        string name,
        string ns,
        bool isPaused,
        CancellationToken stop
    )
    {
        var fault = await call.Cluster.GetAsync(kind.Type, ns, name, stop);
        var before = ((fault["metadata"] as DataObject)?["annotations"] as DataObject)?[PauseAnnotation] ?? DataNull.Instance;
        var set = before is DataString was ? $"{PauseAnnotation}={was.Value} --overwrite" : PauseAnnotation + "-";
        return await call.Changes.PatchAsync(
            kind.Type,
            ns,
            fault,
            PatchKind.Merge,
            Annotated(isPaused ? "true" : DataNull.Instance),
            $"kubectl --namespace {ns} annotate {kind.Type.KubectlName} {name} {set}",
            stop
        );
    }

    private static DataObject Annotated(DataNode value) =>
        DataObject.Of(("metadata", DataObject.Of(("annotations", DataObject.Of((PauseAnnotation, value))))));

    private static Task<bool> WaitAsync(
        KubernetesCall call,
        ChaosKind kind,
        string name,
        string ns,
        long timeout,
        Func<FaultStatus?, bool> reached,
        CancellationToken stop
    ) =>
        call.Watch.UntilAsync(
            kind.Type,
            ns,
            ListOptions.By(name, null),
            items => reached(items.FirstOrDefault() is { } fault ? FaultStatus.Of(fault) : null),
            TimeSpan.FromSeconds(timeout),
            stop
        );

    private static string Because(FaultStatus? status) => status?.Trouble is { } trouble ? $": {trouble}" : "";
}
