using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Workloads;

/// <summary>Changes how many replicas something has.</summary>
internal static class Scaling
{
    public static Task ScaleAsync(KubernetesCall call, ResourceType type, string name, long replicas, string ns, CancellationToken stop) =>
        Outcomes.SayingAsync($"failed to scale '{name}' to {replicas} replicas: ", PatchAsync(call, type, name, replicas, ns, stop));

    /// <summary>Finds numbers that can't be.</summary>
    public static IEnumerable<CallProblem> Check(KnownArguments arguments)
    {
        if (arguments.Has("replicas") && arguments.TryGet("replicas", out long replicas) && replicas < 0)
        {
            yield return arguments.Error("replicas", $"there can't be {replicas} replicas", "give 0 or more");
        }
    }

    private static async Task<DataObject> PatchAsync(
        KubernetesCall call,
        ResourceType type,
        string name,
        long replicas,
        string ns,
        CancellationToken stop
    )
    {
        var before = Workload.Of(await call.Cluster.GetAsync(type, ns, name, stop)).Desired;
        return await call.Changes.PatchAsync(
            type,
            ns,
            name,
            PatchKind.StrategicMerge,
            Replicated(replicas),
            Replicated(before),
            Undoing.Scale(type, ns, name, before),
            stop
        );
    }

    private static DataObject Replicated(long replicas) => DataObject.Of(("spec", DataObject.Of(("replicas", replicas))));
}
