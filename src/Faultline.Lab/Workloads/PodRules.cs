using System.Net;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads;

/// <summary>What a pod may ask for, and what it gets.</summary>
internal static class PodRules
{
    /// <summary>The name of the lab's only node.</summary>
    public const string NodeName = "lab-node-1";

    /// <summary>The pod with an address, a node and the defaults.</summary>
    /// <exception cref="KubernetesException">It asks for what the lab does not have.</exception>
    public static DataObject Admit(DataObject pod, IPAddress address, IPAddress node)
    {
        if (Problem(pod) is { } problem)
        {
            throw KubernetesException.Invalid(ResourceKinds.Pod, pod.Name(), problem);
        }

        return pod.PutDefault("Always", "spec", "restartPolicy")
            .PutDefault(30, "spec", "terminationGracePeriodSeconds")
            .PutDefault("ClusterFirst", "spec", "dnsPolicy")
            .Put(NodeName, "spec", "nodeName")
            .With(
                "status",
                DataObject.Of(("phase", "Pending"), ("hostIP", node.ToString()), ("podIP", address.ToString()), ("qosClass", "BestEffort"))
            );
    }

    /// <summary>What is wrong with a pod, or with a pod's template; null where nothing is.</summary>
    public static string? Problem(DataNode? pod, string at = "spec")
    {
        var containers = pod.ItemsAt("spec", "containers");
        return containers.Count == 0 ? $"{at}.containers: Required value"
            : containers.Count > 1 || pod.ItemsAt("spec", "initContainers").Count > 0
                ? $"{at}.containers: Too many: the lab runs one container in a pod"
            : string.IsNullOrEmpty(containers[0].TextAt("name")) ? $"{at}.containers[0].name: Required value"
            : string.IsNullOrEmpty(containers[0].TextAt("image")) ? $"{at}.containers[0].image: Required value"
            : containers[0].ItemsAt("ports").Any(port => port.NumberAt("containerPort") is not (>= 1 and <= 65535))
                ? $"{at}.containers[0].ports: Invalid value: a containerPort must be between 1 and 65535"
            : pod.TextAt("spec", "restartPolicy") is { } policy && policy is not ("Always" or "OnFailure" or "Never")
                ? $"{at}.restartPolicy: Unsupported value: \"{policy}\": supported values: \"Always\", \"OnFailure\", \"Never\""
            : null;
    }
}
