using System.Collections.Immutable;

namespace Faultline.Lab.Objects;

/// <summary>The kinds of objects that every lab knows; custom resource definitions add others.</summary>
internal static class ResourceKinds
{
    private const string Apps = "apps";
    private const string Networking = "networking.k8s.io";
    private const string Rbac = "rbac.authorization.k8s.io";
    private const string Authorization = "authorization.k8s.io";
    private const string Authentication = "authentication.k8s.io";

    public static ResourceKind Namespace { get; } =
        new("", "v1", "Namespace", "namespaces")
        {
            IsNamespaced = false,
            ShortNames = ["ns"],
            Subresources = ["finalize", "status"],
            Verbs = ["create", "delete", "get", "list", "patch", "update", "watch"],
        };

    public static ResourceKind Node { get; } =
        new("", "v1", "Node", "nodes")
        {
            IsNamespaced = false,
            ShortNames = ["no"],
            Subresources = ["status"],
        };

    public static ResourceKind Pod { get; } =
        new("", "v1", "Pod", "pods")
        {
            ShortNames = ["po"],
            Categories = ["all"],
            Subresources = ["attach", "eviction", "exec", "log", "portforward", "status"],
        };

    public static ResourceKind Service { get; } =
        new("", "v1", "Service", "services")
        {
            ShortNames = ["svc"],
            Categories = ["all"],
            Subresources = ["status"],
        };

    public static ResourceKind Endpoints { get; } = new("", "v1", "Endpoints", "endpoints") { ShortNames = ["ep"] };

    public static ResourceKind ConfigMap { get; } = new("", "v1", "ConfigMap", "configmaps") { ShortNames = ["cm"] };

    public static ResourceKind Secret { get; } = new("", "v1", "Secret", "secrets");

    public static ResourceKind ServiceAccount { get; } =
        new("", "v1", "ServiceAccount", "serviceaccounts") { ShortNames = ["sa"], Subresources = ["token"] };

    public static ResourceKind Event { get; } =
        new("", "v1", "Event", "events") { ShortNames = ["ev"], AlsoServed = [new("events.k8s.io", "v1")] };

    public static ResourceKind PersistentVolumeClaim { get; } =
        new("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims") { ShortNames = ["pvc"], Subresources = ["status"] };

    public static ResourceKind Deployment { get; } =
        Workload("Deployment", "deployments", "deploy") with
        {
            Subresources = ["scale", "status"],
        };

    public static ResourceKind ReplicaSet { get; } =
        Workload("ReplicaSet", "replicasets", "rs") with
        {
            Subresources = ["scale", "status"],
        };

    public static ResourceKind StatefulSet { get; } =
        Workload("StatefulSet", "statefulsets", "sts") with
        {
            Subresources = ["scale", "status"],
        };

    public static ResourceKind DaemonSet { get; } = Workload("DaemonSet", "daemonsets", "ds") with { Subresources = ["status"] };

    public static ResourceKind ControllerRevision { get; } = new(Apps, "v1", "ControllerRevision", "controllerrevisions");

    public static ResourceKind PodDisruptionBudget { get; } =
        new("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets")
        {
            ShortNames = ["pdb"],
            Subresources = ["status"],
            AlsoServed = [new("policy", "v1beta1")],
            HasGeneration = true,
        };

    public static ResourceKind NetworkPolicy { get; } =
        new(Networking, "v1", "NetworkPolicy", "networkpolicies") { ShortNames = ["netpol"], HasGeneration = true };

    public static ResourceKind Ingress { get; } =
        new(Networking, "v1", "Ingress", "ingresses")
        {
            ShortNames = ["ing"],
            Subresources = ["status"],
            HasGeneration = true,
        };

    public static ResourceKind IngressClass { get; } =
        new(Networking, "v1", "IngressClass", "ingressclasses") { IsNamespaced = false, HasGeneration = true };

    public static ResourceKind EndpointSlice { get; } =
        new("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices") { HasGeneration = true };

    public static ResourceKind CustomResourceDefinition { get; } =
        new("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions")
        {
            IsNamespaced = false,
            ShortNames = ["crd", "crds"],
            Categories = ["api-extensions"],
            Subresources = ["status"],
            HasGeneration = true,
        };

    public static ResourceKind Lease { get; } = new("coordination.k8s.io", "v1", "Lease", "leases");

    public static ResourceKind Role { get; } = new(Rbac, "v1", "Role", "roles");

    public static ResourceKind RoleBinding { get; } = new(Rbac, "v1", "RoleBinding", "rolebindings");

    public static ResourceKind ClusterRole { get; } = new(Rbac, "v1", "ClusterRole", "clusterroles") { IsNamespaced = false };

    public static ResourceKind ClusterRoleBinding { get; } =
        new(Rbac, "v1", "ClusterRoleBinding", "clusterrolebindings") { IsNamespaced = false };

    /// <summary>All that are stored, in the order in which a lab file's objects are created: what others look for comes first.</summary>
    public static ImmutableArray<ResourceKind> All { get; } =
    [
        Namespace,
        CustomResourceDefinition,
        Node,
        ServiceAccount,
        ConfigMap,
        Secret,
        PersistentVolumeClaim,
        ClusterRole,
        ClusterRoleBinding,
        Role,
        RoleBinding,
        Lease,
        NetworkPolicy,
        PodDisruptionBudget,
        Service,
        Endpoints,
        EndpointSlice,
        IngressClass,
        Ingress,
        Pod,
        ControllerRevision,
        ReplicaSet,
        Deployment,
        StatefulSet,
        DaemonSet,
        Event,
    ];

    /// <summary>Questions that are answered at once and stored nowhere.</summary>
    public static ImmutableArray<ResourceKind> Reviews { get; } =
    [
        Review(Authorization, "SelfSubjectAccessReview"),
        Review(Authorization, "SubjectAccessReview"),
        Review(Authorization, "SelfSubjectRulesReview"),
        Review(Authorization, "LocalSubjectAccessReview") with
        {
            IsNamespaced = true,
        },
        Review(Authentication, "TokenReview"),
        Review(Authentication, "SelfSubjectReview"),
    ];

    /// <summary>The kind of a manifest, or null.</summary>
    public static ResourceKind? Find(string? apiVersion, string? kind) =>
        All.FirstOrDefault(known => known.Kind == kind && known.Served.Any(served => served.ToString() == apiVersion));

    private static ResourceKind Workload(string kind, string plural, string shortName) =>
        new(Apps, "v1", kind, plural)
        {
            ShortNames = [shortName],
            Categories = ["all"],
            HasGeneration = true,
        };

    private static ResourceKind Review(string group, string kind) =>
        new(group, "v1", kind, kind.ToLowerInvariant() + "s") { IsNamespaced = false, Verbs = ["create"] };
}
