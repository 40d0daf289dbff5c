using Faultline.Lab.Objects;
using Faultline.Linux.Processes;

namespace Faultline.Lab.Workloads;

/// <summary>What every pod of a lab needs to run.</summary>
internal sealed record PodRunContext
{
    public required ObjectStore Store { get; init; }

    public required ProcessStarter Starter { get; init; }

    public required ContainerLaunch Launch { get; init; }

    public required string NodeIp { get; init; }

    public required TimeSpan RestartDelay { get; init; }

    public required TimeProvider Time { get; init; }
}
