using Faultline.Lab.Networking;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads.Nodes;
using Faultline.Lab.Workloads.Running;
using Faultline.Linux.Processes;

namespace Faultline.Lab.Workloads;

/// <summary>What every pod of a lab needs to run.</summary>
internal sealed record PodRunContext
{
    public required ObjectStore Store { get; init; }

    public required ProcessStarter Starter { get; init; }

    public required ContainerLaunch Launch { get; init; }

    public required LoopbackNetwork Network { get; init; }

    public required LabNodes Nodes { get; init; }

    public required EventRecorder Events { get; init; }

    public required HttpRequester Http { get; init; }

    public required PodFolders Folders { get; init; }

    public required TimeSpan RestartDelay { get; init; }

    public required TimeProvider Time { get; init; }
}
