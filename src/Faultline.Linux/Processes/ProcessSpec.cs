namespace Faultline.Linux.Processes;

/// <summary>Takes what a process writes, a piece at a time, from one thread. It must be quick: all processes share that thread.</summary>
public delegate void OutputSink(ReadOnlySpan<byte> bytes);

/// <summary>What to start.</summary>
public sealed record ProcessSpec
{
    /// <summary>The program: a path. Use <see cref="ProgramFinder"/> to look a name up.</summary>
    public required string Path { get; init; }

    /// <summary>The arguments, without the program's name.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The program's name as it sees it (argv[0]); by default the path.</summary>
    public string? Name { get; init; }

    /// <summary>All variables of the new process.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The folder to start in; by default that of this process.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Takes standard output; by default it is discarded.</summary>
    public OutputSink? StandardOutput { get; init; }

    /// <summary>Takes standard error; by default it is discarded.</summary>
    public OutputSink? StandardError { get; init; }

    /// <summary>A line to the process apart from its standard streams; by default there is none.</summary>
    public ProcessChannel? Channel { get; init; }

    /// <summary>Whether the process reads what <see cref="ChildProcess.SendInput"/> writes; by default there is nothing to read.</summary>
    public bool TakesInput { get; init; }

    /// <summary>
    /// The size of a terminal of its own, which the process gets in place of pipes, in a session of its own; by default there is
    /// none. <see cref="StandardOutput"/> takes what is shown there, and what is sent as input is typed there.
    /// </summary>
    public TerminalSize? Terminal { get; init; }

    /// <summary>
    /// Whether the process shares the terminal with us: our own standard streams and our process group, so that Ctrl-C reaches
    /// both. By default it has a group of its own and its standard input is closed.
    /// </summary>
    public bool InForeground { get; init; }
}

/// <summary>
/// A private line to a process: two pipes, at descriptors that it expects there. Nobody else has them, and what the process
/// starts gets them only where it passes them on.
/// </summary>
public sealed record ProcessChannel
{
    /// <summary>The descriptor at which the process reads what <see cref="ChildProcess.Send"/> writes.</summary>
    public required int ReadsAt { get; init; }

    /// <summary>The descriptor at which the process writes.</summary>
    public required int WritesAt { get; init; }

    /// <summary>Takes what the process writes there.</summary>
    public required OutputSink Received { get; init; }
}

/// <summary>How a process ended.</summary>
/// <param name="Code">The exit code, or null where a signal ended it.</param>
/// <param name="Signal">The number of the signal that ended it, or null where it exited.</param>
public readonly record struct ExitStatus(int? Code, int? Signal)
{
    /// <summary>The exit code of a process whose end was seen, and its way lost.</summary>
    public const int Unknown = 255;

    /// <summary>The exit code, or -N where signal N ended it, as Python has it.</summary>
    public int Number => Code ?? -Signal!.Value;
}
