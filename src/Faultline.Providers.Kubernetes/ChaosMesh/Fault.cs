using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Objects;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>One fault.</summary>
/// <param name="call">The call.</param>
/// <param name="kind">The kind of fault.</param>
/// <param name="name">Its name.</param>
/// <param name="ns">The namespace that it stands in.</param>
internal sealed class Fault(KubernetesCall call, ChaosKind kind, string name, string ns)
{
    private const string NoPods = "Nothing says which pods the fault is for";

    private const string NoPodsRemedy = "give namespaces_selectors, label_selectors or annotations_selectors, or all: true for every pod";

    /// <summary>Creates the fault and answers it.</summary>
    /// <param name="pods">The pods that it hits.</param>
    /// <param name="spec">What it does.</param>
    /// <param name="duration">How long it lasts; null where the specification says it, or nobody.</param>
    /// <param name="stop">Asks to end now.</param>
    public async Task<DataObject> CreateAsync(SourcePods pods, IEnumerable<DataMember> spec, string? duration, CancellationToken stop)
    {
        if (!pods.Selector.IsGiven && !pods.All)
        {
            throw new KubernetesException($"{NoPods}: {NoPodsRemedy}.");
        }

        var members = new DataObject([.. pods.Selector.Members(call.AllowsProtectedNamespaces), .. spec]);
        if (duration is { Length: > 0 } && !members.Has("duration"))
        {
            members = members.With("duration", GoDuration.Of("duration", duration));
        }

        return await PostAsync(members, stop);
    }

    /// <summary>Creates the fault from its whole specification.</summary>
    public async Task<DataObject> PostAsync(DataObject spec, CancellationToken stop)
    {
        var metadata = DataObject.Of(("name", name), ("namespace", ns));
        var manifest = DataObject.Of(("metadata", metadata), ("spec", spec));
        try
        {
            return await Creation.CreateAsync(call, kind.Type, ns, manifest, stop);
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

    /// <summary>Deletes the fault, which ends it.</summary>
    public Task<DataObject> DeleteAsync(CancellationToken stop) =>
        Outcomes.SayingAsync("Failed to delete custom resource object: ", call.Changes.DeleteAsync(kind.Type, ns, name, stop));

    /// <summary>Reads the fault.</summary>
    public Task<DataObject> GetAsync(CancellationToken stop) => call.Cluster.GetAsync(kind.Type, ns, name, stop);

    /// <summary>Reads all faults of a kind: the list as the API has it.</summary>
    public static Task<DataObject> ListAsync(KubernetesCall call, ChaosKind kind, string ns, CancellationToken stop) =>
        call.Cluster.GetListAsync(kind.Type, ns, new ListOptions(), stop);

    /// <summary>What is wrong with the arguments, as far as it is known before the run.</summary>
    public static IEnumerable<CallProblem> Check(KnownArguments arguments)
    {
        if (!ChaosSelector.MayBeGiven(arguments, "") && arguments.TryGet("all", out bool all) && !all)
        {
            yield return arguments.Error(null, NoPods, NoPodsRemedy);
        }

        foreach (var problem in ChaosSelector.Check(arguments, "").Concat(GoDuration.Check(arguments, "duration")))
        {
            yield return problem;
        }
    }

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
