namespace Faultline.Linux.Processes;

/// <summary>The pipes between us and one process: its ends go to it, ours stay here.</summary>
internal sealed record ChildPipes
{
    public static ChildPipes None { get; } = new();

    /// <summary>Its standard input.</summary>
    public Pipe? Input { get; init; }

    public Pipe? Output { get; init; }

    public Pipe? Error { get; init; }

    /// <summary>Its terminal, in place of the three before.</summary>
    public PseudoTerminal? Terminal { get; init; }

    /// <summary>The half of the private channel that we write.</summary>
    public Pipe? ToChild { get; init; }

    /// <summary>The half of the private channel that it writes.</summary>
    public Pipe? FromChild { get; init; }

    /// <summary>Opens what the spec asks for.</summary>
    public static ChildPipes For(ProcessSpec spec)
    {
        // The ends are put at their places one after another: none may stand at a place that another one takes.
        var above = spec.Channel is { } channel ? Math.Max(channel.ReadsAt, channel.WritesAt) : 2;
        var hasStreams = !spec.InForeground && spec.Terminal is null;
        return new ChildPipes
        {
            Input = hasStreams && spec.TakesInput ? Pipe.Open(above) : null,
            Output = hasStreams && spec.StandardOutput is not null ? Pipe.Open(above) : null,
            Error = hasStreams && spec.StandardError is not null ? Pipe.Open(above) : null,
            Terminal = spec.Terminal is { } size ? PseudoTerminal.Open(size) : null,
            ToChild = spec.Channel is null ? null : Pipe.Open(above),
            FromChild = spec.Channel is null ? null : Pipe.Open(above),
        };
    }

    public void CloseTheirEnds()
    {
        Input?.CloseRead();
        Output?.CloseWrite();
        Error?.CloseWrite();
        ToChild?.CloseRead();
        FromChild?.CloseWrite();
    }

    public void CloseOurEnds()
    {
        Input?.CloseWrite();
        Output?.CloseRead();
        Error?.CloseRead();
        Terminal?.Close();
        ToChild?.CloseWrite();
        FromChild?.CloseRead();
    }
}
