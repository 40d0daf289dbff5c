using System.Collections.Immutable;
using Faultline.Providers.Kubernetes.ChaosMesh;
using Faultline.Providers.Kubernetes.CustomObjects;
using Faultline.Providers.Kubernetes.Deprecated;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Networking;
using Faultline.Providers.Kubernetes.Nodes;
using Faultline.Providers.Kubernetes.Objects;
using Faultline.Providers.Kubernetes.Pods;
using Faultline.Providers.Kubernetes.Workloads;

namespace Faultline.Providers.Kubernetes;

/// <summary>The table of all functions: what is not in it does not exist.</summary>
internal static class FunctionTable
{
    public static ImmutableArray<FunctionEntry> All { get; } =
    [
        .. PodFunctions.All,
        .. DeploymentFunctions.All,
        .. StatefulSetFunctions.All,
        .. DaemonSetFunctions.All,
        .. ReplicaSetFunctions.All,
        .. ServiceFunctions.All,
        .. SecretFunctions.All,
        .. NamespaceFunctions.All,
        .. IngressFunctions.All,
        .. NetworkPolicyFunctions.All,
        .. EventFunctions.All,
        .. NodeFunctions.All,
        .. CustomObjectFunctions.All,
        .. NetworkFaults.All,
        .. StressFaults.All,
        .. HttpFaults.All,
        .. AnyFault.All,
        .. FaultStates.All,
        .. DeprecatedFunctions.All,
    ];
}
