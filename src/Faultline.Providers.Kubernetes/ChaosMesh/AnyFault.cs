using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Suggestion = Faultline.Providers.Kubernetes.Functions.Suggestion;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>Faults of the kinds for which there are no functions of their own parameters; ours, since the reference has none.</summary>
internal static class AnyFault
{
    private static readonly ImmutableArray<string> PodActions = ["pod-kill", "pod-failure", "container-kill"];
    private static readonly ImmutableArray<string> IoActions = ["latency", "fault", "attrOverride", "mistake"];
    private static readonly ImmutableArray<string> DnsActions = ["error", "random"];
    private static readonly ImmutableArray<string> JvmActions = ["latency", "return", "exception", "stress", "gc", "ruleData", "mysql"];

    // The fields without which a fault does nothing.
    private const string NeededByIo = "volumePath";
    private const string NeededByTime = "timeOffset";

    /// <summary>Creates a fault of the kind PodChaos: pod-kill, pod-failure, container-kill.</summary>
    /// <param name="name">The fault's name.</param>
    /// <param name="action">Which fault of this kind.</param>
    /// <param name="spec">The kind's own fields, as Chaos Mesh names them; selector and mode may stand in it, too.</param>
    /// <param name="duration">How long it lasts, such as '30s'; left out, until it is deleted.</param>
    /// <returns>The fault as the API has it.</returns>
    [Action("k8s.chaosmesh.actions", Check = nameof(CheckPodFault))]
    public static Task<DataObject> CreatePodFaultAsync(
        KubernetesCall call,
        string name,
        string action,
        SourcePods pods,
        DataObject? spec = null,
        [Reads<NamespaceName>] string ns = "default",
        string? duration = null,
        CancellationToken stop = default
    ) => CreateAsync(call, Kind("PodChaos"), name, ns, action, spec, needed: null, pods, duration, stop);

    /// <summary>Creates a fault of the kind IOChaos: latency, fault, attrOverride, mistake.</summary>
    /// <param name="name">The fault's name.</param>
    /// <param name="action">Which fault of this kind.</param>
    /// <param name="spec">The kind's own fields, as Chaos Mesh names them; selector and mode may stand in it, too.</param>
    /// <param name="duration">How long it lasts, such as '30s'; left out, until it is deleted.</param>
    /// <returns>The fault as the API has it.</returns>
    [Action("k8s.chaosmesh.actions", Check = nameof(CheckIoFault))]
    public static Task<DataObject> CreateIoFaultAsync(
        KubernetesCall call,
        string name,
        string action,
        SourcePods pods,
        DataObject? spec = null,
        [Reads<NamespaceName>] string ns = "default",
        string? duration = null,
        CancellationToken stop = default
    ) => CreateAsync(call, Kind("IOChaos"), name, ns, action, spec, NeededByIo, pods, duration, stop);

    /// <summary>Creates a fault of the kind TimeChaos.</summary>
    /// <param name="name">The fault's name.</param>
    /// <param name="spec">The kind's own fields, as Chaos Mesh names them; selector and mode may stand in it, too.</param>
    /// <param name="duration">How long it lasts, such as '30s'; left out, until it is deleted.</param>
    /// <returns>The fault as the API has it.</returns>
    [Action("k8s.chaosmesh.actions", Check = nameof(CheckTimeFault))]
    public static Task<DataObject> CreateTimeFaultAsync(
        KubernetesCall call,
        string name,
        SourcePods pods,
        DataObject? spec = null,
        [Reads<NamespaceName>] string ns = "default",
        string? duration = null,
        CancellationToken stop = default
    ) => CreateAsync(call, Kind("TimeChaos"), name, ns, action: null, spec, NeededByTime, pods, duration, stop);

    /// <summary>Creates a fault of the kind DNSChaos: error, random.</summary>
    /// <param name="name">The fault's name.</param>
    /// <param name="action">Which fault of this kind.</param>
    /// <param name="spec">The kind's own fields, as Chaos Mesh names them; selector and mode may stand in it, too.</param>
    /// <param name="duration">How long it lasts, such as '30s'; left out, until it is deleted.</param>
    /// <returns>The fault as the API has it.</returns>
    [Action("k8s.chaosmesh.actions", Check = nameof(CheckDnsFault))]
    public static Task<DataObject> CreateDnsFaultAsync(
        KubernetesCall call,
        string name,
        string action,
        SourcePods pods,
        DataObject? spec = null,
        [Reads<NamespaceName>] string ns = "default",
        string? duration = null,
        CancellationToken stop = default
    ) => CreateAsync(call, Kind("DNSChaos"), name, ns, action, spec, needed: null, pods, duration, stop);

    /// <summary>Creates a fault of the kind JVMChaos: latency, return, exception, stress, gc, ruleData, mysql.</summary>
    /// <param name="name">The fault's name.</param>
    /// <param name="action">Which fault of this kind.</param>
    /// <param name="spec">The kind's own fields, as Chaos Mesh names them; selector and mode may stand in it, too.</param>
    /// <param name="duration">How long it lasts, such as '30s'; left out, until it is deleted.</param>
    /// <returns>The fault as the API has it.</returns>
    [Action("k8s.chaosmesh.actions", Check = nameof(CheckJvmFault))]
    public static Task<DataObject> CreateJvmFaultAsync(
        KubernetesCall call,
        string name,
        string action,
        SourcePods pods,
        DataObject? spec = null,
        [Reads<NamespaceName>] string ns = "default",
        string? duration = null,
        CancellationToken stop = default
    ) => CreateAsync(call, Kind("JVMChaos"), name, ns, action, spec, needed: null, pods, duration, stop);

    /// <summary>Creates a fault of any kind that Chaos Mesh has.</summary>
    /// <param name="kind">The kind of fault, such as 'NetworkChaos'.</param>
    /// <param name="name">The fault's name.</param>
    /// <param name="spec">The kind's own fields, as Chaos Mesh names them; selector and mode may stand in it, too.</param>
    /// <param name="duration">How long it lasts, such as '30s'; left out, until it is deleted.</param>
    /// <returns>The fault as the API has it.</returns>
    [Action("k8s.chaosmesh.actions", Check = nameof(CheckFault))]
    public static Task<DataObject> CreateFaultAsync(
        KubernetesCall call,
        string kind,
        string name,
        SourcePods pods,
        DataObject? spec = null,
        [Reads<NamespaceName>] string ns = "default",
        string? duration = null,
        CancellationToken stop = default
    ) => CreateAsync(call, FaultStates.KindOf(kind), name, ns, action: null, spec, needed: null, pods, duration, stop);

    internal static IEnumerable<CallProblem> CheckPodFault(KnownArguments arguments) => Check(arguments, PodActions, needed: null);

    internal static IEnumerable<CallProblem> CheckIoFault(KnownArguments arguments) => Check(arguments, IoActions, NeededByIo);

    internal static IEnumerable<CallProblem> CheckTimeFault(KnownArguments arguments) => Check(arguments, [], NeededByTime);

    internal static IEnumerable<CallProblem> CheckDnsFault(KnownArguments arguments) => Check(arguments, DnsActions, needed: null);

    internal static IEnumerable<CallProblem> CheckJvmFault(KnownArguments arguments) => Check(arguments, JvmActions, needed: null);

    internal static IEnumerable<CallProblem> CheckFault(KnownArguments arguments)
    {
        var hitsPods = arguments.IsOpen("kind") || FaultStates.KindOf(arguments) is not { HitsPods: false };
        return FaultStates.Check(arguments).Concat(CheckSelection(arguments, hitsPods));
    }

    private static ChaosKind Kind(string name) => ChaosKind.Find(name)!;

    private static Task<DataObject> CreateAsync(
        KubernetesCall call,
        ChaosKind kind,
        string name,
        string ns,
        string? action,
        DataObject? given,
        string? needed,
        SourcePods pods,
        string? duration,
        CancellationToken stop
    )
    {
        var spec = given ?? DataObject.Empty;
        if (needed is not null && !spec.Has(needed))
        {
            throw new KubernetesException($"{needed} is not given in spec: a fault of the kind {kind.Name} needs it.");
        }

        var fault = new Fault(call, kind, name, ns);
        spec = action is null ? spec : spec.With("action", action);
        if (!spec.Has("selector") && kind.HitsPods)
        {
            return fault.CreateAsync(pods, spec.Without("mode").Without("value").Members, duration, stop);
        }

        RefuseProtected(spec, call.AllowsProtectedNamespaces);
        spec = duration is { Length: > 0 } ? spec.With("duration", GoDuration.Of("duration", duration)) : spec;
        return fault.PostAsync(spec, stop);
    }

    // A selector that stands in the specification leads as far as one that is put together here.
    private static void RefuseProtected(DataObject spec, bool allowed)
    {
        var selector = spec["selector"] as DataObject;
        var named = (selector?["namespaces"] as DataArray)?.Items.OfType<DataString>().Select(ns => ns.Value) ?? [];
        var ofPods = (selector?["pods"] as DataObject)?.Members.Select(member => member.Key) ?? [];
        if (named.Concat(ofPods).Select(ns => ProtectedNamespaces.Refusal(ns, allowed)).FirstOrDefault(r => r is not null) is { } refusal)
        {
            throw new KubernetesException(refusal);
        }
    }

    private static IEnumerable<CallProblem> Check(KnownArguments arguments, ImmutableArray<string> actions, string? needed)
    {
        if (!actions.IsEmpty && arguments.TryGet("action", out string? action) && action is not null && !actions.Contains(action))
        {
            yield return arguments.Error("action", $"there is no action '{action}'", Suggestion.For(action, actions));
        }

        if (needed is not null && !arguments.IsOpen("spec") && (arguments.Value("spec") as DataObject)?.Has(needed) != true)
        {
            yield return arguments.Error("spec", $"{needed} is not given in spec", "give it");
        }

        foreach (var problem in CheckSelection(arguments, hitsPods: true))
        {
            yield return problem;
        }
    }

    private static IEnumerable<CallProblem> CheckSelection(KnownArguments arguments, bool hitsPods)
    {
        var isElsewhere = arguments.IsOpen("spec") || (arguments.Value("spec") as DataObject)?.Has("selector") == true;
        return isElsewhere || !hitsPods ? GoDuration.Check(arguments, "duration") : Fault.Check(arguments);
    }
}
