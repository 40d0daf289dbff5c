namespace Faultline.Linux.PacketQueues;

/// <summary>What happens to the packets of a queue.</summary>
public sealed record PacketTreatment
{
    /// <summary>How long each waits.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>By how much the wait varies: evenly between this much less and this much more, never below zero.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Whether packets stay in order when the wait varies; otherwise one may overtake another.</summary>
    public bool KeepsOrder { get; init; } = true;

    /// <summary>The share that is dropped, 0 to 1.</summary>
    public double DropShare { get; init; }

    /// <summary>
    /// Whether the kernel cuts big segments into packets of the wire's size first, so that each has a chance of its own; it is slower.
    /// It always does where something is dropped.
    /// </summary>
    public bool Segments => DropShare > 0;

    /// <summary>From which chance is drawn.</summary>
    public int Seed { get; init; }

    /// <summary>The most packets that wait; those that come then pass at once.</summary>
    public int MostPackets { get; init; } = 65_536;

    /// <summary>The most bytes that wait; what comes then passes at once.</summary>
    public long MostBytes { get; init; } = 512L << 20;
}
