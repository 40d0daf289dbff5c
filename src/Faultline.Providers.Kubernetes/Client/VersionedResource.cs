using System.Collections.Immutable;

namespace Faultline.Providers.Kubernetes.Client;

/// <summary>A kind of objects that clusters of different ages serve in different versions.</summary>
/// <param name="Group">The API group.</param>
/// <param name="Versions">The versions whose form is the same for what we do, the best first.</param>
/// <param name="Plural">The name in paths and permissions.</param>
/// <param name="Singular">The name in sentences.</param>
/// <param name="Kind">The name in manifests.</param>
internal sealed record VersionedResource(string Group, ImmutableArray<string> Versions, string Plural, string Singular, string Kind)
{
    public static VersionedResource Ingresses { get; } = new("networking.k8s.io", ["v1", "v1beta1"], "ingresses", "ingress", "Ingress");

    public static VersionedResource NetworkPolicies { get; } =
        new("networking.k8s.io", ["v1"], "networkpolicies", "network policy", "NetworkPolicy");

    public static VersionedResource Events { get; } = new("events.k8s.io", ["v1", "v1beta1"], "events", "event", "Event");

    public static VersionedResource DisruptionBudgets { get; } =
        new("policy", ["v1", "v1beta1"], "poddisruptionbudgets", "pod disruption budget", "PodDisruptionBudget");

    /// <summary>It in one version.</summary>
    public ResourceType In(string version) => new(Group, version, Plural, Singular, Kind);
}
