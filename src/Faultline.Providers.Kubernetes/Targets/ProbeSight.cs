using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Targets;

/// <summary>What probes look at, by the modules that they stand in.</summary>
internal static class ProbeSight
{
    private static readonly ResourceType Ingresses = new("networking.k8s.io", "v1", "ingresses", "ingress", "Ingress");

    /// <summary>The kind of objects that a probe reads; null where its arguments alone say it.</summary>
    public static ResourceType? TypeOf(FunctionSignature probe, DataObject arguments) =>
        probe.FullName switch
        {
            "chaosk8s.probes.read_microservices_logs" or "chaosk8s.pod.probes.read_pod_logs" => ResourceType.Pods,
            "chaosk8s.probes.service_endpoint_is_initialized" => ResourceType.Services,
            "chaosk8s.probes.all_microservices_healthy" or "chaosk8s.probes.microservice_is_not_available" => ResourceType.Pods,
            "chaosk8s.probes.secret_exists" => ResourceType.Secrets,
            _ => probe.Module.Split('.') switch
            {
                ["chaosk8s", "pod", ..] => ResourceType.Pods,
                ["chaosk8s", "deployment", ..] => ResourceType.Deployments,
                ["chaosk8s", "statefulset", ..] => ResourceType.StatefulSets,
                ["chaosk8s", "daemonset", ..] => ResourceType.DaemonSets,
                ["chaosk8s", "replicaset", ..] => ResourceType.ReplicaSets,
                ["chaosk8s", "service", ..] => ResourceType.Services,
                ["chaosk8s", "secret", ..] => ResourceType.Secrets,
                ["chaosk8s", "namespace", ..] => ResourceType.Namespaces,
                ["chaosk8s", "networking", ..] => Ingresses,
                ["chaosk8s", "node", ..] => ResourceType.Nodes,
                ["chaosk8s", "event", ..] => new ResourceType("", "v1", "events", "event", "Event"),
                ["chaosk8s", "crd", ..] when arguments.Text("plural") is { } plural => new ResourceType(
                    arguments.Text("group") ?? "",
                    arguments.Text("version") ?? "v1",
                    plural,
                    plural,
                    ""
                ),
                ["chaosk8s", "probes"] => ResourceType.Deployments,
                _ => null,
            },
        };

    /// <summary>What a probe reads, in a sentence.</summary>
    public static string Words(ResourceType? type, DataObject arguments, string ns)
    {
        var name = arguments.Text("name") ?? arguments.Text("service_name");
        var labels = arguments.Text("label_selector");
        var what = type?.Plural ?? "objects";
        return (name is null ? what : $"{type?.Singular ?? "object"} '{name}'")
            + (type is { IsNamespaced: false } ? "" : $" in namespace '{ns}'")
            + (string.IsNullOrEmpty(labels) ? "" : $" with {labels}");
    }
}
