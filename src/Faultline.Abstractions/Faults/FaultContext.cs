using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Faults;

/// <summary>What a fault is told besides its arguments.</summary>
public sealed record FaultContext
{
    /// <summary>
    /// The name of this one effect, at most 15 characters of letters, digits and dashes, used by nobody else: whatever is created
    /// for it (a table, a device, a file) carries it. It begins with <c>fl-</c>.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>The run's id.</summary>
    public required string Run { get; init; }

    /// <summary>Where it acts, as the activity says under <c>target</c>; empty for this host.</summary>
    public DataObject Target { get; init; } = DataObject.Empty;

    /// <summary>How long it is to last, where that is known beforehand: a deadline for the kernel to keep, with a margin; null where it is not.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>From which chance is drawn, so that a choice can be repeated.</summary>
    public int Seed { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Takes a line for the user: what is done to whom, such as <c>Dropping all egress traffic to 192.0.2.1</c>.</summary>
    public Action<string> Report { get; init; } = _ => { };
}
