using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Workloads;

/// <summary>Functions that change how many replicas something has.</summary>
internal static class Scaling
{
    private static readonly Parameter<long> Replicas = Parameter.RequiredInteger("replicas", "How many replicas there are to be.");

    public static FunctionEntry Of(string module, string name, string summary, ResourceType type) =>
        FunctionEntry.Action(
            module,
            name,
            summary,
            [Common.Name, Replicas, Common.Namespace],
            (call, stop) => ScaleAsync(call, type, stop),
            Check
        );

    private static async Task<ActivityOutcome> ScaleAsync(KubernetesCall call, ResourceType type, CancellationToken stop)
    {
        var (name, replicas) = (call.Get(Common.Name), call.Get(Replicas));
        await Outcomes.SayingAsync($"failed to scale '{name}' to {replicas} replicas: ", PatchAsync(call, type, name, replicas, stop));
        return Outcomes.Done;
    }

    private static async Task<DataObject> PatchAsync(
        KubernetesCall call,
        ResourceType type,
        string name,
        long replicas,
        CancellationToken stop
    )
    {
        var before = Workload.Of(await call.Cluster.GetAsync(type, call.Namespace, name, stop)).Desired;
        return await call.Changes.PatchAsync(
            type,
            call.Namespace,
            name,
            PatchKind.StrategicMerge,
            Replicated(replicas),
            Replicated(before),
            Undoing.Scale(type, call.Namespace, name, before),
            stop
        );
    }

    private static DataObject Replicated(long replicas) => DataObject.Of(("spec", DataObject.Of(("replicas", replicas))));

    private static IEnumerable<CallProblem> Check(CheckedArguments arguments)
    {
        if (arguments.TryGet(Replicas, out var replicas) && replicas < 0)
        {
            yield return arguments.Error(Replicas, $"there can't be {replicas} replicas", "give 0 or more");
        }
    }
}
