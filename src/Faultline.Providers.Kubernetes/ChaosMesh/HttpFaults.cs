using System.Text;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>What is done to the HTTP requests and responses of pods; ours, since the reference has none.</summary>
internal static class HttpFaults
{
    /// <summary>Breaks off connections of pods at their requests or responses.</summary>
    /// <param name="name">The fault's name.</param>
    /// <returns>The fault as the API has it.</returns>
    [Action("k8s.chaosmesh.http.actions", Check = nameof(Check))]
    public static Task<DataObject> AbortAsync(
        KubernetesCall call,
        string name,
        HttpMessages messages,
        SourcePods pods,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => CreateAsync(call, name, ns, messages, pods, new("abort", true), stop);

    /// <summary>Has requests or responses of pods come late.</summary>
    /// <param name="name">The fault's name.</param>
    /// <param name="delay">How late they come, such as '2s'.</param>
    /// <returns>The fault as the API has it.</returns>
    [Action("k8s.chaosmesh.http.actions", Check = nameof(Check))]
    public static Task<DataObject> DelayAsync(
        KubernetesCall call,
        string name,
        string delay,
        HttpMessages messages,
        SourcePods pods,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => CreateAsync(call, name, ns, messages, pods, new("delay", GoDuration.Of("delay", delay)), stop);

    /// <summary>Has requests or responses of pods come as something else.</summary>
    /// <param name="name">The fault's name.</param>
    /// <param name="newPath">The path that requests get.</param>
    /// <param name="newMethod">The method that requests get.</param>
    /// <param name="newCode">The status that responses get.</param>
    /// <param name="newBody">The body that they get, as a text.</param>
    /// <param name="newQueries">The parameters that requests get. An object, or a string as 'app=web,tier=front'.</param>
    /// <param name="newHeaders">The headers that they get. An object, or a string as 'app=web,tier=front'.</param>
    /// <returns>The fault as the API has it.</returns>
    [Action("k8s.chaosmesh.http.actions", Check = nameof(Check))]
    public static Task<DataObject> ReplaceAsync(
        KubernetesCall call,
        string name,
        HttpMessages messages,
        SourcePods pods,
        string? newPath = null,
        string? newMethod = null,
        long? newCode = null,
        string? newBody = null,
        [Reads<Pairs>] DataObject? newQueries = null,
        [Reads<Pairs>] DataObject? newHeaders = null,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    )
    {
        var effect = Fault.Given(
            ("path", Fault.Node(newPath)),
            ("method", Fault.Node(newMethod)),
            ("code", Fault.Node(newCode)),
            ("body", Fault.Node(newBody is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(newBody)))),
            ("queries", newQueries),
            ("headers", newHeaders)
        );
        return CreateAsync(call, name, ns, messages, pods, new("replace", Something(effect)), stop);
    }

    /// <summary>Has requests or responses of pods come with something added.</summary>
    /// <param name="name">The fault's name.</param>
    /// <param name="body">What is laid over a JSON body (a merge patch).</param>
    /// <param name="queries">Parameters that requests get besides. An object, or a string as 'app=web,tier=front'.</param>
    /// <param name="headers">Headers that they get besides. An object, or a string as 'app=web,tier=front'.</param>
    /// <returns>The fault as the API has it.</returns>
    [Action("k8s.chaosmesh.http.actions", Check = nameof(Check))]
    public static Task<DataObject> PatchAsync(
        KubernetesCall call,
        string name,
        HttpMessages messages,
        SourcePods pods,
        DataObject? body = null,
        [Reads<Pairs>] DataObject? queries = null,
        [Reads<Pairs>] DataObject? headers = null,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    )
    {
        var effect = Fault.Given(
            ("body", body is null ? null : DataObject.Of(("type", "JSON"), ("value", body.ToString()))),
            ("queries", Listed(queries)),
            ("headers", Listed(headers))
        );
        return CreateAsync(call, name, ns, messages, pods, new("patch", Something(effect)), stop);
    }

    /// <summary>Deletes a fault of HTTP, which ends it.</summary>
    /// <param name="name">The fault's name.</param>
    /// <returns>What the API answers.</returns>
    [Action("k8s.chaosmesh.http.actions")]
    public static Task<DataObject> DeleteHttpFaultAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => new Fault(call, ChaosKind.Http, name, ns).DeleteAsync(stop);

    /// <summary>Reads all faults of HTTP of a namespace: the list as the API has it.</summary>
    [Probe("k8s.chaosmesh.http.probes")]
    public static Task<DataObject> GetHttpFaultsAsync(
        KubernetesCall call,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => Fault.ListAsync(call, ChaosKind.Http, ns, stop);

    /// <summary>Reads a fault of HTTP.</summary>
    /// <param name="name">The fault's name.</param>
    /// <returns>The fault as the API has it.</returns>
    [Probe("k8s.chaosmesh.http.probes")]
    public static Task<DataObject> GetHttpFaultAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => new Fault(call, ChaosKind.Http, name, ns).GetAsync(stop);

    internal static IEnumerable<CallProblem> Check(KnownArguments arguments) => HttpMessages.Check(arguments);

    private static Task<DataObject> CreateAsync(
        KubernetesCall call,
        string name,
        string ns,
        HttpMessages messages,
        SourcePods pods,
        DataMember effect,
        CancellationToken stop
    ) =>
        new Fault(call, ChaosKind.Http, name, ns).CreateAsync(
            pods,
            messages.Members(call.Arguments).Append(effect),
            messages.Duration,
            stop
        );

    private static DataObject Something(DataObject effect) =>
        effect.Members.IsEmpty ? throw new KubernetesException("nothing is given that could be put in the place of anything.") : effect;

    private static DataArray? Listed(DataObject? pairs) =>
        pairs is null ? null : DataArray.Of(pairs.Members.Select(member => DataArray.Of([member.Key, member.Value])));
}
