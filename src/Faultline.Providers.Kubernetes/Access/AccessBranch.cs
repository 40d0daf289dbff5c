namespace Faultline.Providers.Kubernetes.Access;

/// <summary>Where the address of a cluster and the credentials for it come from.</summary>
public enum AccessBranch
{
    /// <summary>A kubeconfig: the files of KUBECONFIG, or ~/.kube/config.</summary>
    Kubeconfig,

    /// <summary>The service account that is mounted into the pod we run in.</summary>
    InCluster,

    /// <summary>KUBERNETES_HOST and its companions, from secrets or environment.</summary>
    Explicit,
}
