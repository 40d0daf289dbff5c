using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Objects;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>What all functions on faults have in common.</summary>
internal static class Fault
{
    private const string NoPods = "Nothing says which pods the fault is for";

    private const string NoPodsRemedy = "give namespaces_selectors, label_selectors or annotations_selectors, or all: true for every pod";

    public static Parameter<string> Name { get; } = Parameter.Text("name", "The fault's name.");

    public static Parameter<bool> All { get; } =
        Parameter.Flag(
            "all",
            false,
            "Whether every pod of the namespace may be hit where no selector is given; without it that is refused."
        );

    /// <summary>How long a fault lasts where the reference knows no such thing.</summary>
    public static Parameter<string?> Duration { get; } =
        Parameter.OptionalText("duration", "How long it lasts, such as '30s'; left out, until it is deleted.");

    /// <summary>Creates a fault and answers it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="kind">The kind of fault.</param>
    /// <param name="spec">What it does.</param>
    /// <param name="stop">Asks to end now.</param>
    public static async Task<ActivityOutcome> CreateAsync(
        KubernetesCall call,
        ChaosKind kind,
        IEnumerable<DataMember> spec,
        CancellationToken stop
    )
    {
        if (!ChaosSelector.Source.IsGiven(call) && !call.Get(All))
        {
            throw new KubernetesException($"{NoPods}: {NoPodsRemedy}.");
        }

        var members = new DataObject([.. ChaosSelector.Source.Members(call), .. spec]);
        if (call.Get(Duration) is { Length: > 0 } duration && !members.Has("duration"))
        {
            members = members.With("duration", GoDuration.Of("duration", duration));
        }

        return await PostAsync(call, kind, members, stop);
    }

    /// <summary>Creates a fault from its whole specification.</summary>
    public static async Task<ActivityOutcome> PostAsync(KubernetesCall call, ChaosKind kind, DataObject spec, CancellationToken stop)
    {
        var metadata = DataObject.Of(("name", call.Get(Name)), ("namespace", call.Namespace));
        var manifest = DataObject.Of(("metadata", metadata), ("spec", spec));
        try
        {
            return Outcomes.Of(await Creation.CreateAsync(call, kind.Type, call.Namespace, manifest, stop));
        }
        catch (KubernetesException e) when (e.StatusCode == 404)
        {
            throw e.After($"Failed to create custom resource object: the cluster has no {kind.Name}, so Chaos Mesh is not installed: ");
        }
        catch (KubernetesException e)
        {
            throw e.After("Failed to create custom resource object: ");
        }
    }

    /// <summary>What is wrong with the arguments, as far as it is known before the run.</summary>
    public static IEnumerable<CallProblem> Check(CheckedArguments arguments)
    {
        if (!ChaosSelector.Source.MayBeGiven(arguments) && !arguments.IsOpen(All) && arguments.TryGet(All, out var all) && !all)
        {
            yield return arguments.Error(null, NoPods, NoPodsRemedy);
        }

        foreach (var problem in ChaosSelector.Source.Check(arguments).Concat(GoDuration.Check(arguments, Duration)))
        {
            yield return problem;
        }
    }

    /// <summary>A function that deletes a fault, which ends it.</summary>
    public static FunctionEntry Delete(string module, string name, string what, ChaosKind kind) =>
        FunctionEntry.Action(
            module,
            name,
            $"Deletes {what}, which ends it.",
            [Name, Common.Namespace],
            async (call, stop) =>
                Outcomes.Of(
                    await Outcomes.SayingAsync(
                        "Failed to delete custom resource object: ",
                        call.Changes.DeleteAsync(kind.Type, call.Namespace, call.Get(Name), stop)
                    )
                )
        );

    /// <summary>A function that reads a fault.</summary>
    public static FunctionEntry Get(string module, string name, string what, ChaosKind kind) =>
        FunctionEntry.Probe(
            module,
            name,
            $"Reads {what}.",
            [Name, Common.Namespace],
            async (call, stop) => Outcomes.Of(await call.Cluster.GetAsync(kind.Type, call.Namespace, call.Get(Name), stop))
        );

    /// <summary>A function that reads all faults of a kind.</summary>
    public static FunctionEntry List(string module, string name, string what, ChaosKind kind) =>
        FunctionEntry.Probe(
            module,
            name,
            $"Reads all {what} of a namespace: the list as the API has it.",
            [Common.Namespace],
            async (call, stop) => Outcomes.Of(await call.Cluster.GetListAsync(kind.Type, call.Namespace, new ListOptions(), stop))
        );

    /// <summary>An object of those members that have a value.</summary>
    public static DataObject Given(params ReadOnlySpan<(string Key, DataNode? Value)> members)
    {
        var given = new List<DataMember>(members.Length);
        foreach (var (key, value) in members)
        {
            if (value is not (null or DataNull or DataString { Value: "" }))
            {
                given.Add(new DataMember(key, value));
            }
        }

        return new DataObject(given);
    }

    /// <summary>A text that may be absent, as a value that may be.</summary>
    public static DataNode? Node(string? text) => text is null ? null : new DataString(text);

    /// <summary>A number that may be absent, as a value that may be.</summary>
    public static DataNode? Node(long? number) => number is { } value ? DataNumber.From(value) : null;
}
