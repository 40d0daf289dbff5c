using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Diagnosis;
using Faultline.Host.Networks.Drops;

namespace Faultline.Host.Networks.Delay;

/// <summary>A way to keep packets waiting.</summary>
internal interface IDelayMechanism : IMechanism
{
    /// <summary>What it is asked for by.</summary>
    DelayBackend Backend { get; }

    /// <summary>Whether something of it stays when its process dies.</summary>
    bool Persists { get; }

    /// <summary>What it can't do, or does differently, in sentences.</summary>
    ImmutableArray<string> Limits { get; }

    /// <summary>Looks at what is there, and says what a record needs besides the namespace.</summary>
    /// <exception cref="FaultRefusedException">Something is in the way that must not be touched.</exception>
    DelayCapture Capture(DelayPlan plan);

    /// <summary>Begins.</summary>
    /// <exception cref="IOException">The kernel refused; nothing is changed.</exception>
    IDelayHold Start(DelayPlan plan, DataObject before);
}

/// <summary>What a mechanism found.</summary>
/// <param name="Before">What was there, and the names that will be used.</param>
/// <param name="Claims">What it changes.</param>
/// <param name="Undo">The commands for a person.</param>
internal sealed record DelayCapture(DataObject Before, ImmutableArray<FaultClaim> Claims, ImmutableArray<string> Undo);

/// <summary>Packets that are kept waiting.</summary>
internal interface IDelayHold : IDropHold
{
    /// <summary>How many packets have waited, or do.</summary>
    long Delayed { get; }

    /// <summary>Makes a canary wait as the packets that are meant.</summary>
    /// <param name="canary">The canary.</param>
    /// <returns>Whether it does; false where only packets that really leave wait.</returns>
    bool Adopt(DelayCanary canary);
}
