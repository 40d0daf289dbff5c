using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Faults;

/// <summary>How far an effect has come; on disk in this order.</summary>
public enum UndoPhase
{
    /// <summary>Looked at; nothing is changed.</summary>
    Captured,

    /// <summary>May be changed from here on.</summary>
    Applying,

    /// <summary>Changed.</summary>
    Applied,

    /// <summary>May be put back from here on.</summary>
    Reverting,

    /// <summary>Put back, or never changed; read back and found so.</summary>
    Reverted,

    /// <summary>Could not be put back; a person has to.</summary>
    Failed,
}

/// <summary>
/// All that is needed to undo one effect, without the run, its document or its process. It holds no secret.
/// </summary>
public sealed record UndoRecord
{
    /// <summary>The version of this form.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The version that wrote it.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The effect's name (<see cref="FaultContext.Id"/>).</summary>
    public required string Id { get; init; }

    /// <summary>The run's id.</summary>
    public required string Run { get; init; }

    /// <summary>Who can undo it: the full name of the fault's function, such as <c>network.latency</c>, or of another kind of change (<see cref="IReversal.Name"/>).</summary>
    public required string Fault { get; init; }

    /// <summary>The fault's arguments, secrets masked.</summary>
    public required DataObject Arguments { get; init; }

    /// <summary>Where it acts, as the activity says; empty for this host.</summary>
    public DataObject Target { get; init; } = DataObject.Empty;

    /// <summary>What is done to what (<see cref="CapturedFault.What"/>).</summary>
    public required string What { get; init; }

    /// <summary>What was there.</summary>
    public required DataObject Before { get; init; }

    /// <summary>What was left behind; null where that is not known (yet).</summary>
    public DataObject? After { get; init; }

    /// <summary>What it changes.</summary>
    public ImmutableArray<FaultClaim> Claims { get; init; } = [];

    /// <summary>The commands that a person would type.</summary>
    public ImmutableArray<string> Undo { get; init; } = [];

    /// <summary>Why it can't be undone; null where it can.</summary>
    public string? Irreversible { get; init; }

    /// <summary>Whether something of it outlives its process.</summary>
    public bool Persists { get; init; }

    /// <summary>Whether a secret was taken out of it: then only the run itself, which still knows the secret, can undo it, or a person.</summary>
    public bool IsMasked { get; init; }

    /// <summary>From which chance was drawn.</summary>
    public int Seed { get; init; }

    /// <summary>The kernel's boot id when it was captured (<c>/proc/sys/kernel/random/boot_id</c>): what lives in memory is gone after another boot.</summary>
    public required string BootId { get; init; }

    /// <summary>When it was captured.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>How a revert ended.</summary>
public enum RevertState
{
    /// <summary>Put back by this call, and read back.</summary>
    Reverted,

    /// <summary>There was nothing (more) to put back: never applied, reverted before, or its target is gone.</summary>
    NothingToRevert,

    /// <summary>Somebody else has changed it since: it was left as it is.</summary>
    ChangedMeanwhile,

    /// <summary>It could not be put back.</summary>
    Failed,
}

/// <summary>How a revert ended.</summary>
/// <param name="State">How.</param>
/// <param name="Message">What was found or done, in a sentence without a full stop.</param>
public sealed record RevertResult(RevertState State, string Message)
{
    /// <summary>Whether a person has to do something.</summary>
    public bool IsIncomplete => State is RevertState.ChangedMeanwhile or RevertState.Failed;

    /// <summary>The commands for a person, where they are others than the record's; empty otherwise.</summary>
    public ImmutableArray<string> Commands { get; init; } = [];
}

/// <summary>Undoes changes that are no faults, such as what functions change in a cluster.</summary>
public interface IReversal
{
    /// <summary>The name under which records ask for it, such as <c>kubernetes.change</c>.</summary>
    string Name { get; }

    /// <summary>As <see cref="IFault.RevertAsync"/>.</summary>
    /// <param name="record">What was captured.</param>
    /// <param name="secrets">What is needed besides and never written down, such as credentials; empty after a restart.</param>
    /// <param name="stop">Ends the attempt, which will be repeated.</param>
    Task<RevertResult> RevertAsync(UndoRecord record, DataObject secrets, CancellationToken stop);
}
