using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Faults;

/// <summary>When an effect is looked for.</summary>
public enum ProofMoment
{
    /// <summary>Captured, and not yet applied: it must be absent.</summary>
    Before,

    /// <summary>Applied: it must be present.</summary>
    During,

    /// <summary>Reverted: it must be absent again.</summary>
    After,
}

/// <summary>What a look found.</summary>
public enum ProofState
{
    /// <summary>Nobody can tell, or nobody looked.</summary>
    Unknown,

    /// <summary>The effect is there.</summary>
    Present,

    /// <summary>The effect is not there.</summary>
    Absent,
}

/// <summary>Whether an effect is there, and how that was seen.</summary>
/// <param name="State">What was found.</param>
/// <param name="Seen">How, and how much, in a sentence without a full stop: <c>12 of 40 canary packets were lost (30 %)</c>.</param>
public sealed record FaultProof(ProofState State, string Seen)
{
    /// <summary>What was measured, by name, with units in the names: <c>delay_p50_ms</c>, <c>lost_percent</c>, <c>dropped_packets</c>.</summary>
    public DataObject Figures { get; init; } = DataObject.Empty;
}
