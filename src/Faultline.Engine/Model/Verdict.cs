using System.Collections.Immutable;

namespace Faultline.Engine.Model;

/// <summary>What a run says about the system.</summary>
public enum Verdict
{
    /// <summary>The hypothesis held, and everything that was to happen did.</summary>
    Held,

    /// <summary>There was nothing to hold: the run only explored.</summary>
    Explored,

    /// <summary>Not healthy before, an action that failed or is not proven, a probe that could not run: nothing is known.</summary>
    Inconclusive,

    /// <summary>The hypothesis did not hold: a weakness.</summary>
    Deviated,

    /// <summary>Something unexpected ended the method.</summary>
    Aborted,

    /// <summary>A safeguard ended the run.</summary>
    Halted,

    /// <summary>The run took longer than it was allowed to.</summary>
    TimedOut,

    /// <summary>A person or the system ended the run.</summary>
    Interrupted,
}

/// <summary>Whether what the run changed was put back.</summary>
public enum UndoState
{
    /// <summary>The run declared no rollbacks and broke nothing that it undoes itself, or changed nothing.</summary>
    NothingToUndo,

    /// <summary>Every rollback was played and succeeded, and what the run undoes itself was found as it was before.</summary>
    Complete,

    /// <summary>The rollback strategy kept the rollbacks from being played.</summary>
    Skipped,

    /// <summary>A rollback failed, crashed or was cut off, or something could not be put back.</summary>
    Incomplete,
}

/// <summary>Why a verdict is what it is, or something the reader should know besides.</summary>
/// <param name="Kind">deviation, gate, action-failed, unproven, control, probe-failed, crashed, undo-failed, rollback-failed, rollbacks-skipped, interrupted, halted, timed-out, note.</param>
/// <param name="Message">A sentence.</param>
/// <param name="Activity">The activity it is about, if it is about one.</param>
public sealed record Reason(string Kind, string Message, string? Activity = null);

/// <summary>How a run ended.</summary>
/// <param name="Verdict">What it says about the system.</param>
/// <param name="Undo">Whether everything was put back.</param>
/// <param name="Reasons">Why, the weightiest first.</param>
/// <param name="ExitCode">What the process exits with (<see cref="ExitCodes"/>).</param>
public sealed record RunResult(Verdict Verdict, UndoState Undo, ImmutableArray<Reason> Reasons, int ExitCode);

/// <summary>The names of verdicts and undo states in journals and reports, and what the process exits with.</summary>
public static class ExitCodes
{
    /// <summary>Bad usage, or an invalid document.</summary>
    public const int Usage = 2;

    /// <summary>Nothing is known.</summary>
    public const int Inconclusive = 3;

    /// <summary>Refused by a policy, or since another run is at the same target.</summary>
    public const int Refused = 4;

    /// <summary>What could not be undone is more urgent than any verdict.</summary>
    public const int UndoIncomplete = 5;

    /// <summary>The exit code: undo first, then the verdict; an interruption has the code of its signal.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="undo">The undo state.</param>
    /// <param name="signal">The number of the signal that interrupted the run; 2 where it is not known.</param>
    public static int For(Verdict verdict, UndoState undo, int signal = 2) =>
        (verdict, undo) switch
        {
            (_, UndoState.Incomplete) => UndoIncomplete,
            (Verdict.Interrupted, _) => 128 + signal,
            (Verdict.TimedOut, _) => 124,
            (Verdict.Halted or Verdict.Aborted, _) => 4,
            (Verdict.Deviated, _) => 1,
            (Verdict.Inconclusive, _) => Inconclusive,
            (Verdict.Held or Verdict.Explored, _) => 0,
            _ => throw new System.Diagnostics.UnreachableException(verdict.ToString()),
        };

    /// <summary>The verdict's name: <c>timed-out</c>, <c>held</c>, ….</summary>
    public static string Name(this Verdict verdict) =>
        verdict switch
        {
            Verdict.Held => "held",
            Verdict.Explored => "explored",
            Verdict.Inconclusive => "inconclusive",
            Verdict.Deviated => "deviated",
            Verdict.Aborted => "aborted",
            Verdict.Halted => "halted",
            Verdict.TimedOut => "timed-out",
            Verdict.Interrupted => "interrupted",
            _ => throw new System.Diagnostics.UnreachableException(verdict.ToString()),
        };

    /// <summary>The undo state's name: <c>nothing-to-undo</c>, ….</summary>
    public static string Name(this UndoState undo) =>
        undo switch
        {
            UndoState.NothingToUndo => "nothing-to-undo",
            UndoState.Complete => "complete",
            UndoState.Skipped => "skipped",
            UndoState.Incomplete => "incomplete",
            _ => throw new System.Diagnostics.UnreachableException(undo.ToString()),
        };
}
