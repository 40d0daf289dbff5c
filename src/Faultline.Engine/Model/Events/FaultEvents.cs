using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;

namespace Faultline.Engine.Model.Events;

/// <summary>What a fault, or a change that can be undone, is about to break was looked at and written down. Nothing is changed yet.</summary>
/// <param name="Activity">The activity's name.</param>
/// <param name="Call">Which of the run's calls; null for a probe that judges another's result.</param>
/// <param name="Record">What undoes it.</param>
/// <param name="Until">When it is put back.</param>
public sealed record FaultCaptured(string Activity, int? Call, UndoRecord Record, FaultUntil Until) : RunEvent
{
    /// <summary>How long it lasts; null where a moment of the run ends it.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The mechanism that was chosen; null where there is only one.</summary>
    public string? Backend { get; init; }

    /// <summary>What the mechanism can't do, in sentences.</summary>
    public ImmutableArray<string> Limits { get; init; } = [];

    /// <summary>Whether it is a fault, which has to be proven; false for a change that a function makes, whose answer says whether it was made.</summary>
    public bool IsFault { get; init; } = true;
}

/// <summary>From here on it may be there.</summary>
/// <param name="Effect">The effect's id.</param>
public sealed record FaultApplying(string Effect) : RunEvent;

/// <summary>It is there.</summary>
/// <param name="Effect">The effect's id.</param>
/// <param name="After">What was left behind, by which a revert knows whether it still is as we left it.</param>
public sealed record FaultApplied(string Effect, DataObject After) : RunEvent;

/// <summary>Somebody looked whether it is there.</summary>
/// <param name="Effect">The effect's id.</param>
/// <param name="Moment">Before, during or after.</param>
/// <param name="Proof">What was seen.</param>
public sealed record FaultProven(string Effect, ProofMoment Moment, FaultProof Proof) : RunEvent;

/// <summary>A fault says what it does to whom.</summary>
/// <param name="Effect">The effect's id.</param>
/// <param name="Text">A line.</param>
public sealed record FaultReported(string Effect, string Text) : RunEvent;

/// <summary>It is about to be put back.</summary>
/// <param name="Effect">The effect's id.</param>
/// <param name="Why">What ends it, in words: <c>its duration is over</c>.</param>
public sealed record FaultReverting(string Effect, string Why) : RunEvent;

/// <summary>It was put back, or could not be.</summary>
/// <param name="Effect">The effect's id.</param>
/// <param name="Result">How that ended.</param>
public sealed record FaultReverted(string Effect, RevertResult Result) : RunEvent
{
    /// <summary>Whether it is put back, or there is nothing to put back.</summary>
    public bool IsUndone => !Result.IsIncomplete;
}

/// <summary>What holds the faults of the run is gone, and they with it; or the watchdog has taken over.</summary>
/// <param name="Why">What happened, in a sentence.</param>
public sealed record FaultsLost(string Why) : RunEvent;
