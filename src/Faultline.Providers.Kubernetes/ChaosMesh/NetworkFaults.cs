using System.Globalization;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>What is done to the packets of pods.</summary>
internal static class NetworkFaults
{
    /// <summary>Has packets of pods come late.</summary>
    /// <param name="name">The fault's name.</param>
    /// <param name="latency">How late packets come, such as '100ms'; required.</param>
    /// <param name="correlation">How much each packet resembles the one before, in percent.</param>
    /// <param name="jitter">How much that varies, such as '10ms'.</param>
    /// <param name="duration">How long it lasts, such as '30s'; left out, until it is deleted.</param>
    /// <returns>The fault as the API has it.</returns>
    [Action("chaosk8s.chaosmesh.network.actions", Check = nameof(CheckLatency))]
    public static Task<DataObject> AddLatencyAsync(
        KubernetesCall call,
        string name,
        SourcePods pods,
        TargetPods target,
        [Reads<NamespaceName>] string ns = "default",
        string? latency = null,
        [Reads<Amount>] string? correlation = null,
        string? jitter = null,
        string? duration = null,
        CancellationToken stop = default
    ) =>
        CreateAsync(
            call,
            name,
            ns,
            pods,
            target,
            duration,
            "delay",
            Fault.Given(
                ("latency", Length("latency", Needed("latency", latency))),
                ("jitter", Length("jitter", jitter)),
                ("correlation", Fault.Node(correlation))
            ),
            stop
        );

    /// <summary>Has packets of pods get lost.</summary>
    /// <param name="name">The fault's name.</param>
    /// <param name="loss">How many packets are lost, in percent; required.</param>
    /// <param name="correlation">How much each packet resembles the one before, in percent.</param>
    /// <param name="duration">How long it lasts, such as '30s'; left out, until it is deleted.</param>
    /// <returns>The fault as the API has it.</returns>
    [Action("chaosk8s.chaosmesh.network.actions", Check = nameof(CheckLoss))]
    public static Task<DataObject> SetLossAsync(
        KubernetesCall call,
        string name,
        SourcePods pods,
        TargetPods target,
        [Reads<NamespaceName>] string ns = "default",
        [Reads<Amount>] string? loss = null,
        [Reads<Amount>] string? correlation = null,
        string? duration = null,
        CancellationToken stop = default
    ) =>
        CreateAsync(
            call,
            name,
            ns,
            pods,
            target,
            duration,
            "loss",
            Fault.Given(("loss", Needed("loss", loss)), ("correlation", Fault.Node(correlation))),
            stop
        );

    /// <summary>Has packets of pods come twice.</summary>
    /// <param name="name">The fault's name.</param>
    /// <param name="duplicate">How many packets come twice, in percent; required.</param>
    /// <param name="correlation">How much each packet resembles the one before, in percent.</param>
    /// <param name="duration">How long it lasts, such as '30s'; left out, until it is deleted.</param>
    /// <returns>The fault as the API has it.</returns>
    [Action("chaosk8s.chaosmesh.network.actions", Check = nameof(CheckDuplicate))]
    public static Task<DataObject> DuplicatePacketsAsync(
        KubernetesCall call,
        string name,
        SourcePods pods,
        TargetPods target,
        [Reads<NamespaceName>] string ns = "default",
        [Reads<Amount>] string? duplicate = null,
        [Reads<Amount>] string? correlation = null,
        string? duration = null,
        CancellationToken stop = default
    ) =>
        CreateAsync(
            call,
            name,
            ns,
            pods,
            target,
            duration,
            "duplicate",
            Fault.Given(("duplicate", Needed("duplicate", duplicate)), ("correlation", Fault.Node(correlation))),
            stop
        );

    /// <summary>Has packets of pods come damaged.</summary>
    /// <param name="name">The fault's name.</param>
    /// <param name="corrupt">How many packets are damaged, in percent; required.</param>
    /// <param name="correlation">How much each packet resembles the one before, in percent.</param>
    /// <param name="duration">How long it lasts, such as '30s'; left out, until it is deleted.</param>
    /// <returns>The fault as the API has it.</returns>
    [Action("chaosk8s.chaosmesh.network.actions", Check = nameof(CheckCorrupt))]
    public static Task<DataObject> CorruptPacketsAsync(
        KubernetesCall call,
        string name,
        SourcePods pods,
        TargetPods target,
        [Reads<NamespaceName>] string ns = "default",
        [Reads<Amount>] string? corrupt = null,
        [Reads<Amount>] string? correlation = null,
        string? duration = null,
        CancellationToken stop = default
    ) =>
        CreateAsync(
            call,
            name,
            ns,
            pods,
            target,
            duration,
            "corrupt",
            Fault.Given(("corrupt", Needed("corrupt", corrupt)), ("correlation", Fault.Node(correlation))),
            stop
        );

    /// <summary>Has some packets of pods overtake others, which are held up.</summary>
    /// <param name="name">The fault's name.</param>
    /// <param name="reorder">How many packets overtake those that are delayed, in percent; required.</param>
    /// <param name="correlation">How much each packet resembles the one before, in percent.</param>
    /// <param name="gap">Every how manieth packet overtakes.</param>
    /// <param name="latency">How late the packets come that are overtaken.</param>
    /// <param name="duration">How long it lasts, such as '30s'; left out, until it is deleted.</param>
    /// <returns>The fault as the API has it.</returns>
    [Action("chaosk8s.chaosmesh.network.actions", Check = nameof(CheckReorder))]
    public static Task<DataObject> ReorderPacketsAsync(
        KubernetesCall call,
        string name,
        SourcePods pods,
        TargetPods target,
        [Reads<NamespaceName>] string ns = "default",
        [Reads<Amount>] string? reorder = null,
        [Reads<Amount>] string? correlation = null,
        [Reads<Amount>] string? gap = null,
        string? latency = "10ms",
        string? duration = null,
        CancellationToken stop = default
    ) =>
        CreateAsync(
            call,
            name,
            ns,
            pods,
            target,
            duration,
            "delay",
            Fault.Given(
                // Packets can only overtake others that are held up.
                ("latency", Length("latency", latency)),
                (
                    "reorder",
                    Fault.Given(
                        ("reorder", Needed("reorder", reorder)),
                        ("correlation", Fault.Node(correlation)),
                        ("gap", Number("gap", gap))
                    )
                )
            ),
            stop
        );

    /// <summary>Has packets of pods wait where there are too many of them.</summary>
    /// <param name="name">The fault's name.</param>
    /// <param name="rate">How much may pass, such as '1mbps' (bytes per second).</param>
    /// <param name="limit">How many bytes may wait to pass.</param>
    /// <param name="buffer">How many bytes may pass at once.</param>
    /// <param name="peakrate">How fast the buffer may be emptied at most.</param>
    /// <param name="minburst">How many bytes pass at once at the peak rate.</param>
    /// <param name="duration">How long it lasts, such as '30s'; left out, until it is deleted.</param>
    /// <returns>The fault as the API has it.</returns>
    [Action("chaosk8s.chaosmesh.network.actions", Check = nameof(Check))]
    public static Task<DataObject> SetBandwidthAsync(
        KubernetesCall call,
        string name,
        [Reads<RequiredAmount>] string rate,
        long limit,
        long buffer,
        SourcePods pods,
        TargetPods target,
        [Reads<NamespaceName>] string ns = "default",
        long? peakrate = null,
        long? minburst = null,
        string? duration = null,
        CancellationToken stop = default
    ) =>
        CreateAsync(
            call,
            name,
            ns,
            pods,
            target,
            duration,
            "bandwidth",
            Fault.Given(
                ("rate", rate),
                ("limit", limit),
                ("buffer", buffer),
                ("peakrate", Fault.Node(peakrate)),
                ("minburst", Fault.Node(minburst))
            ),
            stop
        );

    /// <summary>Deletes a fault of the network, which ends it.</summary>
    /// <param name="name">The fault's name.</param>
    /// <returns>What the API answers.</returns>
    [Action("chaosk8s.chaosmesh.network.actions")]
    public static Task<DataObject> DeleteNetworkFaultAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => new Fault(call, ChaosKind.Network, name, ns).DeleteAsync(stop);

    /// <summary>Reads all faults of the network of a namespace: the list as the API has it.</summary>
    [Probe("chaosk8s.chaosmesh.network.probes")]
    public static Task<DataObject> GetNetworkFaultsAsync(
        KubernetesCall call,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => Fault.ListAsync(call, ChaosKind.Network, ns, stop);

    /// <summary>Reads a fault of the network.</summary>
    /// <param name="name">The fault's name.</param>
    /// <returns>The fault as the API has it.</returns>
    [Probe("chaosk8s.chaosmesh.network.probes")]
    public static Task<DataObject> GetNetworkFaultAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => new Fault(call, ChaosKind.Network, name, ns).GetAsync(stop);

    internal static IEnumerable<CallProblem> CheckLatency(KnownArguments arguments) =>
        NetworkChecks
            .CheckNeeded(arguments, "latency")
            .Concat(NetworkChecks.CheckLengths(arguments, "latency", "jitter"))
            .Concat(Check(arguments));

    internal static IEnumerable<CallProblem> CheckLoss(KnownArguments arguments) =>
        NetworkChecks.CheckNeeded(arguments, "loss").Concat(Check(arguments));

    internal static IEnumerable<CallProblem> CheckDuplicate(KnownArguments arguments) =>
        NetworkChecks.CheckNeeded(arguments, "duplicate").Concat(Check(arguments));

    internal static IEnumerable<CallProblem> CheckCorrupt(KnownArguments arguments) =>
        NetworkChecks.CheckNeeded(arguments, "corrupt").Concat(Check(arguments));

    internal static IEnumerable<CallProblem> CheckReorder(KnownArguments arguments) =>
        NetworkChecks.CheckNeeded(arguments, "reorder").Concat(NetworkChecks.CheckLengths(arguments, "latency")).Concat(Check(arguments));

    internal static IEnumerable<CallProblem> Check(KnownArguments arguments) => NetworkChecks.Check(arguments);

    private static Task<DataObject> CreateAsync(
        KubernetesCall call,
        string name,
        string ns,
        SourcePods pods,
        TargetPods target,
        string? duration,
        string action,
        DataObject effect,
        CancellationToken stop
    )
    {
        var hasExternal = target.ExternalTargets is { Items.Length: > 0 };
        if (NetworkChecks.Problem(target.Direction, target.Selector.IsGiven, hasExternal) is { } problem)
        {
            throw new KubernetesException($"{problem.Message}: {problem.Remedy}.");
        }

        List<DataMember> spec = [new("action", action), new("direction", target.Direction), new(action, effect)];
        if (hasExternal)
        {
            spec.Add(new("externalTargets", target.ExternalTargets!));
        }

        if (target.Selector.IsGiven)
        {
            spec.Add(new("target", new DataObject(target.Selector.Members(call.AllowsProtectedNamespaces))));
        }

        return new Fault(call, ChaosKind.Network, name, ns).CreateAsync(pods, spec, duration, stop);
    }

    private static string Needed(string name, string? value) =>
        string.IsNullOrEmpty(value) ? throw new KubernetesException($"{name} is not given: there is nothing to do to the packets.") : value;

    private static DataNode? Length(string name, string? text) => Fault.Node(text is { Length: > 0 } ? GoDuration.Of(name, text) : null);

    private static DataNumber? Number(string name, string? text) =>
        text is not { Length: > 0 } ? null
        : long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? DataNumber.From(number)
        : throw new KubernetesException($"{name} '{text}' is not a whole number.");
}
