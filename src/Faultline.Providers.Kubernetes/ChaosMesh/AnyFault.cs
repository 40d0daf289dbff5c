using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>Faults of the kinds for which there are no functions of their own parameters; ours, since the reference has none.</summary>
internal static class AnyFault
{
    private const string Actions = "k8s.chaosmesh.actions";

    private static readonly Parameter<DataObject?> Spec = Parameter.Mapping(
        "spec",
        "The kind's own fields, as Chaos Mesh names them; selector and mode may stand in it, too."
    );

    private static readonly Parameter<string> Action = Parameter.Text("action", "Which fault of this kind.");

    // Kinds, the actions that they have, and the fields without which they do nothing.
    private static readonly ImmutableArray<(
        string Name,
        string Kind,
        ImmutableArray<string> Actions,
        ImmutableArray<string> Needed
    )> Kinds =
    [
        ("pod", "PodChaos", ["pod-kill", "pod-failure", "container-kill"], []),
        ("io", "IOChaos", ["latency", "fault", "attrOverride", "mistake"], ["volumePath"]),
        ("time", "TimeChaos", [], ["timeOffset"]),
        ("dns", "DNSChaos", ["error", "random"], []),
        ("jvm", "JVMChaos", ["latency", "return", "exception", "stress", "gc", "ruleData", "mysql"], []),
    ];

    public static ImmutableArray<FunctionEntry> All { get; } =
    [
        .. Kinds.Select(kind => OfKind(kind.Name, ChaosKind.Find(kind.Kind)!, kind.Actions, kind.Needed)),
        FunctionEntry.Action(
            Actions,
            "create_fault",
            "Creates a fault of any kind that Chaos Mesh has.",
            [
                FaultStates.Kind,
                Fault.Name,
                Spec,
                Common.Namespace,
                .. ChaosSelector.Source.Choosing,
                .. ChaosSelector.Source.Counting,
                Fault.Duration,
                Fault.All,
            ],
            (call, stop) => CreateAsync(call, FaultStates.KindOf(call), null, [], stop),
            arguments => FaultStates.Check(arguments).Concat(CheckSelection(arguments))
        ),
    ];

    private static FunctionEntry OfKind(string name, ChaosKind kind, ImmutableArray<string> actions, ImmutableArray<string> needed) =>
        FunctionEntry.Action(
            Actions,
            $"create_{name}_fault",
            $"Creates a fault of the kind {kind.Name}{(actions.IsEmpty ? "" : ": " + string.Join(", ", actions))}.",
            [
                Fault.Name,
                .. actions.IsEmpty ? ImmutableArray<Parameter>.Empty : [Action],
                Spec,
                Common.Namespace,
                .. ChaosSelector.Source.Choosing,
                .. ChaosSelector.Source.Counting,
                Fault.Duration,
                Fault.All,
            ],
            (call, stop) => CreateAsync(call, kind, actions.IsEmpty ? null : call.Get(Action), needed, stop),
            arguments => Check(arguments, actions, needed)
        );

    private static async Task<ActivityOutcome> CreateAsync(
        KubernetesCall call,
        ChaosKind kind,
        string? action,
        ImmutableArray<string> needed,
        CancellationToken stop
    )
    {
        var spec = call.Get(Spec) ?? DataObject.Empty;
        if (needed.FirstOrDefault(key => !spec.Has(key)) is { } missing)
        {
            throw new KubernetesException($"{missing} is not given in spec: a fault of the kind {kind.Name} needs it.");
        }

        spec = action is null ? spec : spec.With("action", action);
        if (!spec.Has("selector") && kind.HitsPods)
        {
            return await Fault.CreateAsync(call, kind, spec.Without("mode").Without("value").Members, stop);
        }

        RefuseProtected(spec, call.AllowsProtectedNamespaces);
        spec = call.Get(Fault.Duration) is { Length: > 0 } duration ? spec.With("duration", GoDuration.Of("duration", duration)) : spec;
        return await Fault.PostAsync(call, kind, spec, stop);
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

    private static IEnumerable<CallProblem> Check(CheckedArguments arguments, ImmutableArray<string> actions, ImmutableArray<string> needed)
    {
        if (!actions.IsEmpty && arguments.TryGet(Action, out var action) && !actions.Contains(action))
        {
            yield return arguments.Error(Action, $"there is no action '{action}'", Suggestion.For(action, actions));
        }

        if (!arguments.IsOpen(Spec) && needed.FirstOrDefault(key => (arguments.Value(Spec) as DataObject)?.Has(key) != true) is { } missing)
        {
            yield return arguments.Error(Spec, $"{missing} is not given in spec", "give it");
        }

        foreach (var problem in CheckSelection(arguments))
        {
            yield return problem;
        }
    }

    private static IEnumerable<CallProblem> CheckSelection(CheckedArguments arguments)
    {
        var isElsewhere = arguments.IsOpen(Spec) || (arguments.Value(Spec) as DataObject)?.Has("selector") == true;
        var hitsPods = arguments.IsOpen(FaultStates.Kind) || FaultStates.KindOf(arguments) is not { HitsPods: false };
        return isElsewhere || !hitsPods ? GoDuration.Check(arguments, Fault.Duration) : Fault.Check(arguments);
    }
}
