namespace Faultline.Lab;

/// <summary>What a lab consists of.</summary>
public sealed record LabFile
{
    /// <summary>The lab's name: a DNS label such as <c>greeting</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Ordinary Kubernetes manifests: YAML documents of namespaces, services, pods and replica sets.</summary>
    public required string Manifests { get; init; }

    /// <summary>The programs by the image that they stand for.</summary>
    public required IReadOnlyDictionary<string, LabProgram> Programs { get; init; }

    /// <summary>How long a pod that replaces another one, or a container that is started again, takes to start; default 10 seconds.</summary>
    public TimeSpan RestartDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What services without ready pods do, where their annotation <c>lab.faultline/no-endpoint</c> says nothing else.</summary>
    public NoEndpointMode NoEndpoint { get; init; } = NoEndpointMode.Refuse;

    /// <summary>Decides the names of pods; by default they differ each time.</summary>
    public int? Seed { get; init; }
}
