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
        var item = await call.Cluster.GetAsync(type, ns, name, stop);
        return await call.Changes.PatchAsync(
            type,
            ns,
            item,
            PatchKind.StrategicMerge,
            DataObject.Of(("spec", DataObject.Of(("replicas", replicas)))),
            Undoing.Scale(type, ns, name, Workload.Of(item).Desired),
            stop
        );
    }
}
