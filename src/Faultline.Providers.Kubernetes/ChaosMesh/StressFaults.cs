using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>What keeps the processor, or the memory, of pods busy.</summary>
internal static class StressFaults
{
    private const string Actions = "chaosk8s.chaosmesh.stress.actions";
    private const string Probes = "chaosk8s.chaosmesh.stress.probes";

    private static readonly Parameter<long> Workers = Parameter.RequiredInteger("workers", "How many threads keep the processor busy.");

    private static readonly Parameter<long> Load = Parameter.RequiredInteger("load", "How busy each of them is, in percent.");

    private static readonly Parameter<long?> MemoryWorkers = Parameter.OptionalInteger("workers", "How many threads take memory.");

    private static readonly Parameter<string?> Size = ChaosParameters.Amount(
        "size",
        "How much they take, such as '256MB' or '25%'; left out, all that is available."
    );

    private static readonly Parameter<long?> OomScore = Parameter.OptionalInteger(
        "oom_score",
        "How likely the kernel ends them first when memory runs out, from -1000 to 1000."
    );

    private static readonly Parameter<string?> TimeToSize = Parameter.OptionalText(
        "time_to_get_to_size",
        "Has no effect: Chaos Mesh knows no such thing."
    );

    private static readonly Parameter<string> Direction = Parameter.Text("direction", "Has no effect on stress.", "to");

    private static readonly Parameter<string> Duration = Parameter.Text("duration", "How long it lasts, such as '30s'.", "30s");

    private static readonly Parameter<DataArray?> Containers = ChaosParameters.Names(
        "container_names",
        "The containers of the pods; left out, the first of each."
    );

    private static readonly Parameter<string?> Stressors = Parameter.OptionalText(
        "stressng_stressors",
        "Arguments of stress-ng instead of the rest."
    );

    public static ImmutableArray<FunctionEntry> All { get; } =
    [
        Of(
            "stress_cpu",
            "Keeps the processor of pods busy.",
            [Workers, Load],
            call => ("cpu", Fault.Given(("workers", call.Get(Workers)), ("load", call.Get(Load))))
        ),
        Of(
            "stress_memory",
            "Takes memory of pods.",
            [MemoryWorkers, Size, OomScore, TimeToSize],
            call =>
                (
                    "memory",
                    Fault.Given(
                        ("workers", Fault.Node(call.Get(MemoryWorkers) ?? 1)),
                        ("size", Fault.Node(call.Get(Size))),
                        ("oomScoreAdj", Fault.Node(call.Get(OomScore)))
                    )
                )
        ),
        Fault.Delete(Actions, "delete_stressor", "a stress", ChaosKind.Stress),
        Fault.List(Probes, "get_stressors", "stresses", ChaosKind.Stress),
        Fault.Get(Probes, "get_stressor", "a stress", ChaosKind.Stress),
    ];

    private static FunctionEntry Of(
        string name,
        string summary,
        ImmutableArray<Parameter> own,
        Func<KubernetesCall, (string Kind, DataObject Stressor)> stressor
    ) =>
        FunctionEntry.Action(
            Actions,
            name,
            summary,
            [
                Fault.Name,
                .. own,
                Common.Namespace,
                .. ChaosSelector.Source.Choosing,
                .. ChaosSelector.Source.Counting,
                Direction,
                Duration,
                Containers,
                Stressors,
                Fault.All,
            ],
            (call, stop) => Fault.CreateAsync(call, ChaosKind.Stress, Spec(call, stressor(call)), stop),
            Check
        );

    private static IEnumerable<DataMember> Spec(KubernetesCall call, (string Kind, DataObject Stressor) what)
    {
        yield return new("duration", GoDuration.Of("duration", call.Get(Duration)));
        if (call.Get(Containers) is { Items.Length: > 0 } containers)
        {
            yield return new("containerNames", containers);
        }

        if (call.Get(Stressors) is { Length: > 0 } arguments)
        {
            yield return new("stressngStressors", arguments);
        }

        yield return new("stressors", DataObject.Of((what.Kind, what.Stressor)));
    }

    private static IEnumerable<CallProblem> Check(CheckedArguments arguments)
    {
        foreach (var problem in Fault.Check(arguments))
        {
            yield return problem;
        }

        if (arguments.Has(Stressors))
        {
            yield return arguments.Warning(
                Stressors,
                "Chaos Mesh starts nothing where stressng_stressors is given, and says that it did",
                "leave it out"
            );
        }

        if (arguments.Has(TimeToSize))
        {
            yield return arguments.Warning(TimeToSize, "time_to_get_to_size has no effect: Chaos Mesh knows no such thing", "leave it out");
        }
    }
}
