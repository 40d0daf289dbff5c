using System.Collections.Immutable;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>A kind of faults of Chaos Mesh.</summary>
/// <param name="Name">Its name in manifests: <c>NetworkChaos</c>.</param>
/// <param name="Plural">Its name in paths, which is no plural: <c>networkchaos</c>.</param>
internal sealed record ChaosKind(string Name, string Plural)
{
    public static ChaosKind Network { get; } = new("NetworkChaos", "networkchaos");

    public static ChaosKind Stress { get; } = new("StressChaos", "stresschaos");

    public static ChaosKind Http { get; } = new("HTTPChaos", "httpchaos");

    public static ImmutableArray<ChaosKind> All { get; } =
    [
        Network,
        Stress,
        Http,
        new("PodChaos", "podchaos"),
        new("IOChaos", "iochaos"),
        new("TimeChaos", "timechaos"),
        new("DNSChaos", "dnschaos"),
        new("JVMChaos", "jvmchaos"),
        new("KernelChaos", "kernelchaos"),
        new("BlockChaos", "blockchaos"),
        new("PhysicalMachineChaos", "physicalmachinechaos") { HitsPods = false },
        new("AWSChaos", "awschaos") { HitsPods = false },
        new("GCPChaos", "gcpchaos") { HitsPods = false },
        new("AzureChaos", "azurechaos") { HitsPods = false },
    ];

    /// <summary>Whether it is for pods, rather than for machines or a cloud.</summary>
    public bool HitsPods { get; init; } = true;

    public ResourceType Type => new("chaos-mesh.org", "v1alpha1", Plural, Name, Name);

    /// <summary>The kind that a word means, in any case; null for none.</summary>
    public static ChaosKind? Find(string word) => All.FirstOrDefault(kind => kind.Name.Equals(word, StringComparison.OrdinalIgnoreCase));
}
