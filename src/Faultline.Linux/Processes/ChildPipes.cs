namespace Faultline.Linux.Processes;

/// <summary>The pipes between us and one process: its ends go to it, ours stay here.</summary>
internal sealed record ChildPipes
{
    public static ChildPipes None { get; } = new();

    /// <summary>Its standard input.</summary>
    public Pipe? Input { get; init; }

    public Pipe? Output { get; init; }

    public Pipe? Error { get; init; }

    /// <summary>The half of the private channel that we write.</summary>
    public Pipe? ToChild { get; init; }

    /// <summary>The half of the private channel that it writes.</summary>
    public Pipe? FromChild { get; init; }

    /// <summary>Opens what the spec asks for.</summary>
    public static ChildPipes For(ProcessSpec spec)
    {
        // The ends are put at their places one after another: none may stand at a place that another one takes.
        var above = spec.Channel is { } channel ? Math.Max(channel.ReadsAt, channel.WritesAt) : 2;
        return new ChildPipes
        {
            Output = spec.InForeground || spec.StandardOutput is null ? null : Pipe.Open(above),
            Error = spec.InForeground || spec.StandardError is null ? null : Pipe.Open(above),
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
        ToChild?.CloseWrite();
        FromChild?.CloseRead();
    }
}
