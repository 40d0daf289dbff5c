using System.Globalization;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Objects;

namespace Faultline.Providers.Kubernetes.Workloads;

/// <summary>The functions on deployments.</summary>
internal static class DeploymentFunctions
{
    private const string RestartedAt = "kubectl.kubernetes.io/restartedAt";

    // Messages of probes that look begin with a capital, as the reference's do.
    private static readonly Readiness Looking = new(ResourceType.Deployments, Workload.Of, "Deployment");
    private static readonly Readiness Waited = new(ResourceType.Deployments, Workload.Of, "deployment");
    private static readonly ResourceSource Deployment = ResourceSources.Of(ResourceType.Deployments);

    /// <summary>Creates the deployment of a file.</summary>
    /// <param name="specPath">The file that holds the manifest: .json, .yaml or .yml.</param>
    [Action("chaosk8s.deployment.actions", Check = nameof(CheckFile))]
    [Alias("chaosk8s.actions", "start_microservice", IsDeprecated = true)]
    public static Task CreateDeploymentAsync(
        KubernetesCall call,
        string specPath,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => Creation.FromFileAsync(call, Deployment, specPath, ns, stop);

    /// <summary>Deletes the deployments that a name or labels choose, and with them their pods.</summary>
    /// <param name="name">Which object: its name; where it is left out, the label selector alone decides.</param>
    /// <param name="labelSelector">Which objects: a label selector, such as 'app=web'.</param>
    /// <param name="all">Whether to act on everything where no selector is given; without it such a call is refused.</param>
    [Action("chaosk8s.deployment.actions", Check = nameof(CheckSelectors), Returns = "null")]
    public static Task<ActivityOutcome> DeleteDeploymentAsync(
        KubernetesCall call,
        string? name = null,
        [Reads<NamespaceName>] string ns = "default",
        string? labelSelector = null,
        bool all = false,
        CancellationToken stop = default
    ) => Deletion.MatchingAsync(call, ResourceType.Deployments, name, labelSelector, all, ns, stop);

    /// <summary>Changes how many replicas a deployment has.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="replicas">How many replicas there are to be.</param>
    [Action("chaosk8s.deployment.actions", Check = nameof(CheckReplicas))]
    [Alias("chaosk8s.actions", "scale_microservice", IsDeprecated = true)]
    public static Task ScaleDeploymentAsync(
        KubernetesCall call,
        string name,
        long replicas,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => Scaling.ScaleAsync(call, ResourceType.Deployments, name, replicas, ns, stop);

    /// <summary>Has a deployment replace all of its pods, as 'kubectl rollout restart' does.</summary>
    /// <param name="name">The object's name.</param>
    [Action("chaosk8s.deployment.actions")]
    public static async Task RolloutDeploymentAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    )
    {
        var type = ResourceType.Deployments;
        var item = await call.Cluster.GetAsync(type, ns, name, stop);
        var now = call.Cluster.Transport.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        await call.Changes.PatchAsync(
            type,
            ns,
            item,
            PatchKind.StrategicMerge,
            Restarted(now),
            $"kubectl --namespace {ns} rollout undo {type.KubectlName}/{name}",
            stop,
            // Pods that were replaced do not come back, and the former annotation would have them replaced once more.
            isEvent: true
        );
    }

    /// <summary>Tells whether a deployment has all the available replicas that it should have.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="labelSelector">Labels that it must have besides its name, as a label selector in which {name} is replaced.</param>
    /// <param name="raiseOnUnavailable">Whether the probe fails, rather than answers false, where it is not there, or not all of its replicas are available.</param>
    [Probe("chaosk8s.deployment.probes", Returns = "boolean")]
    [Alias("chaosk8s.probes", "microservice_available_and_healthy", IsDeprecated = true, Without = "raise_on_unavailable")]
    public static Task<ActivityOutcome> DeploymentAvailableAndHealthyAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        string? labelSelector = null,
        bool raiseOnUnavailable = true,
        CancellationToken stop = default
    ) => Looking.LookAsync(call, name, ns, labelSelector, raiseOnUnavailable, count => count.Available == count.Desired, stop);

    /// <summary>Tells whether a deployment has at least one available replica.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="labelSelector">Labels that it must have besides its name, as a label selector in which {name} is replaced.</param>
    /// <param name="raiseOnNotPartiallyAvailable">Whether the probe fails, rather than answers false, where it is not there, or none of its replicas is available.</param>
    [Probe("chaosk8s.deployment.probes", Returns = "boolean")]
    public static Task<ActivityOutcome> DeploymentPartiallyAvailableAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        string? labelSelector = null,
        bool raiseOnNotPartiallyAvailable = true,
        CancellationToken stop = default
    ) => Looking.LookAsync(call, name, ns, labelSelector, raiseOnNotPartiallyAvailable, count => count.Available >= 1, stop);

    /// <summary>Waits until all replicas of a deployment are ready.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="labelSelector">Labels that it must have besides its name, as a label selector in which {name} is replaced.</param>
    /// <param name="timeout">Seconds to wait at most, by the clock on the wall.</param>
    /// <param name="raiseOnNotFullyAvailable">Whether the probe fails, rather than answers false, where they are not in time.</param>
    [Probe("chaosk8s.deployment.probes", Check = nameof(CheckTime), Returns = "boolean")]
    [Alias("chaosk8s.probes", "deployment_is_fully_available", IsDeprecated = true, Without = "raise_on_not_fully_available")]
    public static Task<ActivityOutcome> DeploymentFullyAvailableAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        string? labelSelector = null,
        long timeout = 30,
        bool raiseOnNotFullyAvailable = true,
        CancellationToken stop = default
    ) => Waited.WaitAsync(call, name, ns, labelSelector, timeout, raiseOnNotFullyAvailable, fully: true, stop);

    /// <summary>Waits until not all replicas of a deployment are ready.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="labelSelector">Labels that it must have besides its name, as a label selector in which {name} is replaced.</param>
    /// <param name="timeout">Seconds to wait at most, by the clock on the wall.</param>
    /// <param name="raiseOnFullyAvailable">Whether the probe fails, rather than answers false, where they stay so all the time.</param>
    [Probe("chaosk8s.deployment.probes", Check = nameof(CheckTime), Returns = "boolean")]
    [Alias("chaosk8s.probes", "deployment_is_not_fully_available", IsDeprecated = true, Without = "raise_on_fully_available")]
    public static Task<ActivityOutcome> DeploymentNotFullyAvailableAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        string? labelSelector = null,
        long timeout = 30,
        bool raiseOnFullyAvailable = true,
        CancellationToken stop = default
    ) => Waited.WaitAsync(call, name, ns, labelSelector, timeout, raiseOnFullyAvailable, fully: false, stop);

    internal static IEnumerable<CallProblem> CheckFile(KnownArguments arguments) => ManifestFile.Check(arguments);

    internal static IEnumerable<CallProblem> CheckSelectors(KnownArguments arguments) => Deletion.Check(arguments);

    internal static IEnumerable<CallProblem> CheckReplicas(KnownArguments arguments) => Scaling.Check(arguments);

    internal static IEnumerable<CallProblem> CheckTime(KnownArguments arguments) => Waiting.Check(arguments);

    private static DataObject Restarted(DataNode at)
    {
        var metadata = DataObject.Of(("annotations", DataObject.Of((RestartedAt, at))));
        return DataObject.Of(("spec", DataObject.Of(("template", DataObject.Of(("metadata", metadata))))));
    }
}
