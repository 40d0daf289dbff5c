using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Objects;

namespace Faultline.Providers.Kubernetes.Workloads;

/// <summary>The functions on deployments.</summary>
internal static class DeploymentFunctions
{
    private const string Actions = "chaosk8s.deployment.actions";
    private const string Probes = "chaosk8s.deployment.probes";
    private const string RestartedAt = "kubectl.kubernetes.io/restartedAt";

    private static readonly Readiness Readiness = new(ResourceType.Deployments, Workload.Of);

    public static ImmutableArray<FunctionEntry> All { get; } =
    [
        Creation.FromFile(Actions, "create_deployment", "Creates the deployment of a file.", ResourceSources.Of(ResourceType.Deployments)),
        Deletion.Matching(
            Actions,
            "delete_deployment",
            "Deletes the deployments that a name or labels choose, and with them their pods.",
            ResourceType.Deployments
        ),
        Scaling.Of(Actions, "scale_deployment", "Changes how many replicas a deployment has.", ResourceType.Deployments),
        FunctionEntry.Action(
            Actions,
            "rollout_deployment",
            "Has a deployment replace all of its pods, as 'kubectl rollout restart' does.",
            [Common.Name, Common.Namespace],
            RestartAsync
        ),
        Readiness.Look(
            Probes,
            "deployment_available_and_healthy",
            "Tells whether a deployment has all the available replicas that it should have.",
            Raise("raise_on_unavailable", "it is not there, or not all of its replicas are available"),
            "Deployment",
            count => count.Available == count.Desired
        ),
        Readiness.Look(
            Probes,
            "deployment_partially_available",
            "Tells whether a deployment has at least one available replica.",
            Raise("raise_on_not_partially_available", "it is not there, or none of its replicas is available"),
            "Deployment",
            count => count.Available >= 1
        ),
        Readiness.Wait(
            Probes,
            "deployment_fully_available",
            "Waits until all replicas of a deployment are ready.",
            Raise("raise_on_not_fully_available", "they are not in time"),
            "deployment",
            fully: true
        ),
        Readiness.Wait(
            Probes,
            "deployment_not_fully_available",
            "Waits until not all replicas of a deployment are ready.",
            Raise("raise_on_fully_available", "they stay so all the time"),
            "deployment",
            fully: false
        ),
    ];

    /// <summary>A parameter that says whether a probe fails rather than answers false.</summary>
    public static Parameter<bool> Raise(string name, string when) =>
        Parameter.Flag(name, true, $"Whether the probe fails, rather than answers false, where {when}.");

    private static async Task<ActivityOutcome> RestartAsync(KubernetesCall call, CancellationToken stop)
    {
        var (type, name) = (ResourceType.Deployments, call.Get(Common.Name));
        var before = Template(await call.Cluster.GetAsync(type, call.Namespace, name, stop))?[RestartedAt] ?? DataNull.Instance;
        var now = call.Cluster.Transport.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        await call.Changes.PatchAsync(
            type,
            call.Namespace,
            name,
            PatchKind.StrategicMerge,
            Restarted(now),
            Restarted(before),
            $"kubectl --namespace {call.Namespace} rollout undo {type.KubectlName}/{name}",
            stop
        );
        return Outcomes.Done;
    }

    private static DataObject? Template(DataObject deployment) =>
        (((deployment["spec"] as DataObject)?["template"] as DataObject)?["metadata"] as DataObject)?["annotations"] as DataObject;

    private static DataObject Restarted(DataNode at)
    {
        var metadata = DataObject.Of(("annotations", DataObject.Of((RestartedAt, at))));
        return DataObject.Of(("spec", DataObject.Of(("template", DataObject.Of(("metadata", metadata))))));
    }
}
