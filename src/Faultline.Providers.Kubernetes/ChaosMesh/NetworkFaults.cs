using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>What is done to the packets of pods.</summary>
internal static class NetworkFaults
{
    private const string Actions = "chaosk8s.chaosmesh.network.actions";
    private const string Probes = "chaosk8s.chaosmesh.network.probes";
    private const string NeedsTarget = "direction 'from' and 'both' need the pods at the other end, and take no external_targets";
    private const string NeedsTargetRemedy = "give target_label_selectors (or target_namespaces_selectors), or leave direction at 'to'";

    private static readonly Parameter<string> Direction = Parameter.Text(
        "direction",
        "Which packets: 'to' for those that the pods send, 'from' for those that come, 'both'.",
        "to"
    );

    private static readonly Parameter<DataArray?> ExternalTargets = ChaosParameters.Names(
        "external_targets",
        "Only packets to these addresses, networks or names."
    );

    private static readonly Parameter<string?> Correlation = ChaosParameters.Amount(
        "correlation",
        "How much each packet resembles the one before, in percent."
    );

    private static readonly Parameter<string?> Latency = Parameter.OptionalText(
        "latency",
        "How late packets come, such as '100ms'; required."
    );

    private static readonly Parameter<string?> Jitter = Parameter.OptionalText("jitter", "How much that varies, such as '10ms'.");

    private static readonly Parameter<string?> Loss = ChaosParameters.Amount("loss", "How many packets are lost, in percent; required.");

    private static readonly Parameter<string?> Duplicate = ChaosParameters.Amount(
        "duplicate",
        "How many packets come twice, in percent; required."
    );

    private static readonly Parameter<string?> Corrupt = ChaosParameters.Amount(
        "corrupt",
        "How many packets are damaged, in percent; required."
    );

    private static readonly Parameter<string?> Reorder = ChaosParameters.Amount(
        "reorder",
        "How many packets overtake those that are delayed, in percent; required."
    );

    private static readonly Parameter<string?> Gap = ChaosParameters.Amount("gap", "Every how manieth packet overtakes.");

    // Packets can only overtake others that are held up.
    private static readonly Parameter<string?> HoldUp = new(
        new Abstractions.Functions.FunctionParameter("latency", "string", "10ms", "How late the packets come that are overtaken."),
        "a string",
        (DataNode node, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) =>
            (value = (node as DataString)?.Value) is not null,
        "10ms"
    );

    private static readonly Parameter<string> Rate = ChaosParameters.RequiredAmount(
        "rate",
        "How much may pass, such as '1mbps' (bytes per second)."
    );

    private static readonly Parameter<long> Limit = Parameter.RequiredInteger("limit", "How many bytes may wait to pass.");

    private static readonly Parameter<long> Buffer = Parameter.RequiredInteger("buffer", "How many bytes may pass at once.");

    private static readonly Parameter<long?> PeakRate = Parameter.OptionalInteger(
        "peakrate",
        "How fast the buffer may be emptied at most."
    );

    private static readonly Parameter<long?> MinBurst = Parameter.OptionalInteger(
        "minburst",
        "How many bytes pass at once at the peak rate."
    );

    public static ImmutableArray<FunctionEntry> All { get; } =
    [
        Of(
            "add_latency",
            "Has packets of pods come late.",
            "delay",
            [],
            [Latency, Correlation, Jitter],
            Latency,
            call =>
                Fault.Given(
                    ("latency", Length(call, Latency)),
                    ("jitter", Length(call, Jitter)),
                    ("correlation", Amount(call, Correlation))
                )
        ),
        Of(
            "set_loss",
            "Has packets of pods get lost.",
            "loss",
            [],
            [Loss, Correlation],
            Loss,
            call => Fault.Given(("loss", Amount(call, Loss)), ("correlation", Amount(call, Correlation)))
        ),
        Of(
            "duplicate_packets",
            "Has packets of pods come twice.",
            "duplicate",
            [],
            [Duplicate, Correlation],
            Duplicate,
            call => Fault.Given(("duplicate", Amount(call, Duplicate)), ("correlation", Amount(call, Correlation)))
        ),
        Of(
            "corrupt_packets",
            "Has packets of pods come damaged.",
            "corrupt",
            [],
            [Corrupt, Correlation],
            Corrupt,
            call => Fault.Given(("corrupt", Amount(call, Corrupt)), ("correlation", Amount(call, Correlation)))
        ),
        Of(
            "reorder_packets",
            "Has some packets of pods overtake others, which are held up.",
            "delay",
            [],
            [Reorder, Correlation, Gap, HoldUp],
            Reorder,
            call =>
                Fault.Given(
                    ("latency", Length(call, HoldUp)),
                    (
                        "reorder",
                        Fault.Given(
                            ("reorder", Amount(call, Reorder)),
                            ("correlation", Amount(call, Correlation)),
                            ("gap", Number(call, Gap))
                        )
                    )
                )
        ),
        Of(
            "set_bandwidth",
            "Has packets of pods wait where there are too many of them.",
            "bandwidth",
            [Rate, Limit, Buffer],
            [PeakRate, MinBurst],
            null,
            call =>
                Fault.Given(
                    ("rate", call.Get(Rate)),
                    ("limit", call.Get(Limit)),
                    ("buffer", call.Get(Buffer)),
                    ("peakrate", Fault.Node(call.Get(PeakRate))),
                    ("minburst", Fault.Node(call.Get(MinBurst)))
                )
        ),
        Fault.Delete(Actions, "delete_network_fault", "a fault of the network", ChaosKind.Network),
        Fault.List(Probes, "get_network_faults", "faults of the network", ChaosKind.Network),
        Fault.Get(Probes, "get_network_fault", "a fault of the network", ChaosKind.Network),
    ];

    private static FunctionEntry Of(
        string name,
        string summary,
        string action,
        ImmutableArray<Parameter> first,
        ImmutableArray<Parameter> own,
        Parameter<string?>? needed,
        Func<KubernetesCall, DataObject> effect
    )
    {
        return FunctionEntry.Action(
            Actions,
            name,
            summary,
            [
                Fault.Name,
                .. first,
                Common.Namespace,
                .. ChaosSelector.Source.Choosing,
                .. ChaosSelector.Source.Counting,
                Direction,
                .. own,
                ExternalTargets,
                .. ChaosSelector.Target.Counting,
                .. ChaosSelector.Target.Choosing,
                Fault.Duration,
                Fault.All,
            ],
            RunAsync,
            Check
        );

        async Task<ActivityOutcome> RunAsync(KubernetesCall call, CancellationToken stop)
        {
            if (needed is not null && string.IsNullOrEmpty(call.Get(needed)))
            {
                throw new KubernetesException($"{needed.Declaration.Name} is not given: there is nothing to do to the packets.");
            }

            return await Fault.CreateAsync(call, ChaosKind.Network, Spec(call, action, effect(call)), stop);
        }

        IEnumerable<CallProblem> Check(CheckedArguments arguments)
        {
            if (needed is not null && !arguments.IsOpen(needed) && !Selectors.IsGiven(arguments.Value(needed)))
            {
                yield return arguments.Error(
                    null,
                    $"{needed.Declaration.Name} is not given: there is nothing to do to the packets",
                    "give it"
                );
            }

            var durations = own.OfType<Parameter<string?>>().Where(one => one.Declaration.Name is "latency" or "jitter");
            foreach (var problem in durations.SelectMany(one => GoDuration.Check(arguments, one)).Concat(CheckCommon(arguments)))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<DataMember> Spec(KubernetesCall call, string action, DataObject effect)
    {
        var (direction, external) = (call.Get(Direction), call.Get(ExternalTargets));
        var hasTarget = ChaosSelector.Target.IsGiven(call);
        var hasExternal = external is { Items.Length: > 0 };
        if (Problem(direction, hasTarget, hasExternal) is { } problem)
        {
            throw new KubernetesException($"{problem.Message}: {problem.Remedy}.");
        }

        yield return new("action", action);
        yield return new("direction", direction);
        yield return new(action, effect);
        if (hasExternal)
        {
            yield return new("externalTargets", external!);
        }

        if (hasTarget)
        {
            yield return new("target", new DataObject(ChaosSelector.Target.Members(call)));
        }
    }

    private static IEnumerable<CallProblem> CheckCommon(CheckedArguments arguments)
    {
        if (
            arguments.TryGet(Direction, out var direction)
            && Problem(direction, ChaosSelector.Target.MayBeGiven(arguments), Selectors.IsGiven(arguments.Value(ExternalTargets)))
                is { } problem
        )
        {
            yield return arguments.Error(Direction, problem.Message, problem.Remedy);
        }

        if (!arguments.Has(Fault.Duration))
        {
            yield return arguments.Warning(
                null,
                "no duration is given: the fault lasts until delete_network_fault",
                "give a duration, or delete it among the rollbacks"
            );
        }

        foreach (var other in Fault.Check(arguments).Concat(ChaosSelector.Target.Check(arguments)))
        {
            yield return other;
        }
    }

    private static (string Message, string Remedy)? Problem(string direction, bool hasTarget, bool hasExternal) =>
        direction is not ("to" or "from" or "both") ? ($"there is no direction '{direction}'", "use one of 'to', 'from', 'both'")
        : direction != "to" && (!hasTarget || hasExternal) ? (NeedsTarget, NeedsTargetRemedy)
        : null;

    private static DataNode? Length(KubernetesCall call, Parameter<string?> parameter) =>
        Fault.Node(call.Get(parameter) is { Length: > 0 } text ? GoDuration.Of(parameter.Declaration.Name, text) : null);

    private static DataNode? Amount(KubernetesCall call, Parameter<string?> parameter) => Fault.Node(call.Get(parameter));

    private static DataNumber? Number(KubernetesCall call, Parameter<string?> parameter) =>
        call.Get(parameter) is not { Length: > 0 } text ? null
        : long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? DataNumber.From(number)
        : throw new KubernetesException($"{parameter.Declaration.Name} '{text}' is not a whole number.");
}
