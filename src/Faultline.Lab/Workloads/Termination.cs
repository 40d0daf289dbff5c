using Faultline.Linux.Processes;

namespace Faultline.Lab.Workloads;

/// <summary>The end of a container's process.</summary>
internal sealed record Termination(ExitStatus Status, int ProcessId, DateTimeOffset StartedAt, DateTimeOffset FinishedAt)
{
    /// <summary>What a cluster writes down for containers that nobody saw end.</summary>
    private const int UnknownExitCode = 255;

    /// <summary>Kubernetes' word for why.</summary>
    public string Reason { get; init; } = Status.Number == 0 ? "Completed" : "Error";

    /// <summary>The end of a container whose node went down with it.</summary>
    public static Termination Unseen(DateTimeOffset startedAt, DateTimeOffset now) =>
        new(new ExitStatus(UnknownExitCode, null), 0, startedAt, now) { Reason = "Unknown" };
}
