using System.Collections.Immutable;

namespace Faultline.Lab;

/// <summary>What a lab consists of.</summary>
public sealed record LabFile
{
    /// <summary>The lab's name: a DNS label such as <c>greeting</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Ordinary Kubernetes manifests: YAML documents.</summary>
    public string Manifests { get; init; } = "";

    /// <summary>More manifests, as they were read from files.</summary>
    public ImmutableArray<LabDocument> Documents { get; init; } = [];

    /// <summary>The programs by the image that they stand for.</summary>
    public required IReadOnlyDictionary<string, LabProgram> Programs { get; init; }

    /// <summary>The nodes; by default one.</summary>
    public ImmutableArray<LabNodeFile> Nodes { get; init; } = [new LabNodeFile()];

    /// <summary>How long a pod that replaces another one, or a container that is started again, takes to start; default 10 seconds.</summary>
    public TimeSpan RestartDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long pods stay bound to a node that is gone before they are evicted; default 5 seconds (a cluster takes 5 minutes).</summary>
    public TimeSpan PodEvictionTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What services without ready pods do, where their annotation <c>lab.faultline/no-endpoint</c> says nothing else.</summary>
    public NoEndpointMode NoEndpoint { get; init; } = NoEndpointMode.Refuse;

    /// <summary>Decides the names of pods; by default they differ each time.</summary>
    public int? Seed { get; init; }
}
