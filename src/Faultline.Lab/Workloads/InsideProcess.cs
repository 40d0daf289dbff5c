using Faultline.Linux.Processes;

namespace Faultline.Lab.Workloads;

/// <summary>A process to start beside a container's own: in its environment and its folder, and gone with it.</summary>
internal sealed record InsideProcess
{
    /// <summary>The program, by its name or path, and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Takes standard output, or everything that is shown where there is a terminal; by default it is discarded.</summary>
    public OutputSink? StandardOutput { get; init; }

    /// <summary>Takes standard error; by default it is discarded.</summary>
    public OutputSink? StandardError { get; init; }

    /// <summary>Whether it reads what <see cref="ChildProcess.SendInput"/> writes.</summary>
    public bool TakesInput { get; init; }

    /// <summary>The size of a terminal for it; by default it has none.</summary>
    public TerminalSize? Terminal { get; init; }
}
