using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>What keeps the processor, or the memory, of pods busy.</summary>
internal static class StressFaults
{
    /// <summary>Keeps the processor of pods busy.</summary>
    /// <param name="name">The fault's name.</param>
    /// <param name="workers">How many threads keep the processor busy.</param>
    /// <param name="load">How busy each of them is, in percent.</param>
    /// <returns>The fault as the API has it.</returns>
    [Action("chaosk8s.chaosmesh.stress.actions", Check = nameof(Check))]
    public static Task<DataObject> StressCpuAsync(
        KubernetesCall call,
        string name,
        long workers,
        long load,
        SourcePods pods,
        StressArguments stress,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) =>
        new Fault(call, ChaosKind.Stress, name, ns).CreateAsync(
            pods,
            Spec(stress, "cpu", Fault.Given(("workers", workers), ("load", load))),
            duration: null,
            stop
        );

    /// <summary>Takes memory of pods.</summary>
    /// <param name="name">The fault's name.</param>
    /// <param name="workers">How many threads take memory.</param>
    /// <param name="size">How much they take, such as '256MB' or '25%'; left out, all that is available.</param>
    /// <param name="oomScore">How likely the kernel ends them first when memory runs out, from -1000 to 1000.</param>
    /// <param name="timeToGetToSize">Has no effect: Chaos Mesh knows no such thing.</param>
    /// <returns>The fault as the API has it.</returns>
    [Action("chaosk8s.chaosmesh.stress.actions", Check = nameof(CheckMemory))]
    public static Task<DataObject> StressMemoryAsync(
        KubernetesCall call,
        string name,
        SourcePods pods,
        StressArguments stress,
        long? workers = null,
        [Reads<Amount>] string? size = null,
        long? oomScore = null,
        string? timeToGetToSize = null,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) =>
        new Fault(call, ChaosKind.Stress, name, ns).CreateAsync(
            pods,
            Spec(
                stress,
                "memory",
                Fault.Given(("workers", Fault.Node(workers ?? 1)), ("size", Fault.Node(size)), ("oomScoreAdj", Fault.Node(oomScore)))
            ),
            duration: null,
            stop
        );

    /// <summary>Deletes a stress, which ends it.</summary>
    /// <param name="name">The fault's name.</param>
    /// <returns>What the API answers.</returns>
    [Action("chaosk8s.chaosmesh.stress.actions")]
    public static Task<DataObject> DeleteStressorAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => new Fault(call, ChaosKind.Stress, name, ns).DeleteAsync(stop);

    /// <summary>Reads all stresses of a namespace: the list as the API has it.</summary>
    [Probe("chaosk8s.chaosmesh.stress.probes")]
    public static Task<DataObject> GetStressorsAsync(
        KubernetesCall call,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => Fault.ListAsync(call, ChaosKind.Stress, ns, stop);

    /// <summary>Reads a stress.</summary>
    /// <param name="name">The fault's name.</param>
    /// <returns>The fault as the API has it.</returns>
    [Probe("chaosk8s.chaosmesh.stress.probes")]
    public static Task<DataObject> GetStressorAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => new Fault(call, ChaosKind.Stress, name, ns).GetAsync(stop);

    internal static IEnumerable<CallProblem> Check(KnownArguments arguments)
    {
        foreach (var problem in Fault.Check(arguments))
        {
            yield return problem;
        }

        if (arguments.Has("stressng_stressors"))
        {
            yield return arguments.Warning(
                "stressng_stressors",
                "Chaos Mesh starts nothing where stressng_stressors is given, and says that it did",
                "leave it out"
            );
        }
    }

    internal static IEnumerable<CallProblem> CheckMemory(KnownArguments arguments)
    {
        const string NoEffect = "time_to_get_to_size";
        return arguments.Has(NoEffect)
            ? Check(arguments)
                .Append(arguments.Warning(NoEffect, $"{NoEffect} has no effect: Chaos Mesh knows no such thing", "leave it out"))
            : Check(arguments);
    }

    private static IEnumerable<DataMember> Spec(StressArguments stress, string kind, DataObject stressor)
    {
        yield return new("duration", GoDuration.Of("duration", stress.Duration));
        if (stress.ContainerNames is { Items.Length: > 0 } containers)
        {
            yield return new("containerNames", containers);
        }

        if (stress.StressngStressors is { Length: > 0 } arguments)
        {
            yield return new("stressngStressors", arguments);
        }

        yield return new("stressors", DataObject.Of((kind, stressor)));
    }
}
