using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Model.Events;

/// <summary>
/// Something that happened in a run. The family is closed, the log of them is the truth, and everything else (console, journal,
/// verdict, report) is read off it. Events hold no secret: what enters them is masked first.
/// </summary>
public abstract record RunEvent
{
    private protected RunEvent() { }

    /// <summary>The place in the total order of the run, from 1; given by the log.</summary>
    public long Sequence { get; init; }

    /// <summary>When; given by the log.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>Where in the run something belongs.</summary>
public enum Place
{
    /// <summary>The hypothesis before the method: the gate.</summary>
    Before,

    /// <summary>The method.</summary>
    Method,

    /// <summary>The hypothesis while the method runs.</summary>
    During,

    /// <summary>The hypothesis after the method.</summary>
    After,

    /// <summary>The rollbacks.</summary>
    Rollbacks,

    /// <summary>What is watched beside all others, and halts the run.</summary>
    Watch,
}

/// <summary>The run began; first of all events.</summary>
public sealed record RunStarted : RunEvent
{
    /// <summary>The run's id.</summary>
    public required string RunId { get; init; }

    /// <summary>The file or address of the document.</summary>
    public required string Source { get; init; }

    /// <summary>The document as the journal shows it: title replaced, secrets masked.</summary>
    public required DataObject Document { get; init; }

    /// <summary>The title, variables replaced.</summary>
    public required string Title { get; init; }

    /// <summary>The name of the hypothesis strategy.</summary>
    public required HypothesisStrategy HypothesisStrategy { get; init; }

    /// <summary>The name of the rollback strategy.</summary>
    public required RollbackStrategy RollbackStrategy { get; init; }

    /// <summary>Whether there is a hypothesis with probes.</summary>
    public required bool HasHypothesis { get; init; }

    /// <summary>Which activities are left out.</summary>
    public DryMode Dry { get; init; }

    /// <summary>How many rollbacks the document declares.</summary>
    public required int Rollbacks { get; init; }

    /// <summary>Our version.</summary>
    public required string Version { get; init; }

    /// <summary>The host's name.</summary>
    public required string Node { get; init; }

    /// <summary>The operating system.</summary>
    public required string Platform { get; init; }
}

/// <summary>The hypothesis is being evaluated.</summary>
public sealed record HypothesisStarted(Place Place, string Title) : RunEvent;

/// <summary>The hypothesis was evaluated.</summary>
/// <param name="Place">Before, during or after the method.</param>
/// <param name="Met">Whether it is met; null where the evaluation was interrupted or a probe crashed.</param>
/// <param name="MissedBy">The probe that is not in its tolerance, if one is not.</param>
public sealed record HypothesisEnded(Place Place, bool? Met, string? MissedBy) : RunEvent;

/// <summary>From here on the hypothesis is evaluated again and again, while the method runs.</summary>
/// <param name="Frequency">The pause between two evaluations.</param>
public sealed record ContinuousStarted(TimeSpan Frequency) : RunEvent;

/// <summary>The hypothesis was missed so often that the method is ended (fail-fast).</summary>
/// <param name="Percent">The share of evaluations that missed, in per cent.</param>
public sealed record FailedFast(double Percent) : RunEvent;

/// <summary>The hypothesis is no longer evaluated again and again.</summary>
public sealed record ContinuousEnded : RunEvent;

/// <summary>The method begins.</summary>
public sealed record MethodStarted(int Steps) : RunEvent;

/// <summary>The method ended, also where it was cut short.</summary>
public sealed record MethodEnded : RunEvent;

/// <summary>The rollbacks begin.</summary>
/// <param name="Steps">How many there are.</param>
/// <param name="Strategy">The strategy that has them played.</param>
public sealed record RollbacksStarted(int Steps, RollbackStrategy Strategy) : RunEvent;

/// <summary>The rollbacks are not played.</summary>
/// <param name="Strategy">The strategy that keeps them from being played.</param>
/// <param name="Why">In which state of the run.</param>
/// <param name="BySignal">Whether the request to stop said so, whatever the strategy.</param>
public sealed record RollbacksSkipped(RollbackStrategy Strategy, string Why, bool BySignal) : RunEvent;

/// <summary>The next rollback is due.</summary>
/// <param name="Name">Its name; null for a reference.</param>
public sealed record RollbackReached(string? Name) : RunEvent;

/// <summary>The rollbacks ended, also where they were cut short.</summary>
public sealed record RollbacksEnded : RunEvent;

/// <summary>A pause begins.</summary>
/// <param name="Activity">The activity it belongs to.</param>
/// <param name="Before">Before or after the activity.</param>
/// <param name="Seconds">How long, as it was written.</param>
public sealed record PauseStarted(string Activity, bool Before, DataNode Seconds) : RunEvent;

/// <summary>A pause ended, also where it was cut short.</summary>
public sealed record PauseEnded(string Activity) : RunEvent;

/// <summary>An activity is about to be called.</summary>
public sealed record ActivityStarted : RunEvent
{
    /// <summary>Which of the run's calls this is, from 1.</summary>
    public required int Call { get; init; }

    /// <summary>Where it belongs.</summary>
    public required Place Place { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Probe or action.</summary>
    public required ActivityKind Kind { get; init; }

    /// <summary>Its definition as it stands in the document.</summary>
    public required DataObject Activity { get; init; }

    /// <summary>Whether the next one starts before this one has ended.</summary>
    public bool Background { get; init; }
}

/// <summary>A call is about to change something; the change is made only once this is written down.</summary>
/// <param name="Activity">The activity's name.</param>
/// <param name="Call">Which of the run's calls; null for a probe that judges another's result.</param>
/// <param name="Change">What it was, and what brings it back.</param>
public sealed record ChangeRecorded(string Activity, int? Call, ChangeRecord Change) : RunEvent;

/// <summary>How a call ended.</summary>
public enum CallResult
{
    /// <summary>It did what it says.</summary>
    Succeeded,

    /// <summary>It answered no.</summary>
    Failed,

    /// <summary>It could not be carried out.</summary>
    Crashed,

    /// <summary>It was ended before it was done.</summary>
    Stopped,
}

/// <summary>A call ended.</summary>
public sealed record ActivityEnded : RunEvent
{
    /// <summary>Which of the run's calls this is.</summary>
    public required int Call { get; init; }

    /// <summary>How it ended.</summary>
    public required CallResult Result { get; init; }

    /// <summary>The output; null where there is none.</summary>
    public DataNode Output { get; init; } = DataNull.Instance;

    /// <summary>Why it failed or crashed.</summary>
    public string? Message { get; init; }

    /// <summary>The lines of a foreign stack trace.</summary>
    public ImmutableArray<string> Trace { get; init; } = [];

    /// <summary>What the user should know besides.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Why an action's effect is not proven; null where it is, or nobody asks.</summary>
    public string? Unproven { get; init; }
}

/// <summary>A call of a probe was not the last one: it failed, or its result is not what is waited for, and it is called again.</summary>
/// <param name="Call">Which of the run's calls; all attempts are one call.</param>
/// <param name="Attempt">Which attempt it was, from 1.</param>
/// <param name="Why">Why it is called again.</param>
/// <param name="Wait">The pause before that.</param>
public sealed record ActivityAttempted(int Call, int Attempt, string Why, TimeSpan Wait) : RunEvent;

/// <summary>Names for what a call answered, which later steps use.</summary>
/// <param name="Call">Which of the run's calls.</param>
/// <param name="Values">The values by name.</param>
public sealed record OutputsGiven(int Call, DataObject Values) : RunEvent;

/// <summary>A probe's result was held against its tolerance.</summary>
/// <param name="Call">Which of the run's calls.</param>
/// <param name="Met">Whether it is within; null where that could not be told.</param>
/// <param name="Explanation">What was expected and what was found, where it is not met.</param>
public sealed record ToleranceJudged(int Call, bool? Met, string? Explanation) : RunEvent
{
    /// <summary>What the user should know besides, of a probe that judged another.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}

/// <summary>Something unexpected ended the method, or a step of a hypothesis or of the rollbacks.</summary>
/// <param name="Place">Where.</param>
/// <param name="Activity">The step's name, where it has one.</param>
/// <param name="Message">What happened.</param>
public sealed record StepCrashed(Place Place, string? Activity, string Message) : RunEvent;

/// <summary>What asked the run to stop.</summary>
public enum StopCause
{
    /// <summary>Ctrl-C.</summary>
    Interrupt = 2,

    /// <summary>SIGHUP: the terminal went away.</summary>
    HangUp = 1,

    /// <summary>SIGTERM.</summary>
    Terminate = 15,

    /// <summary>The time that the run may take is over.</summary>
    TimedOut = 0,

    /// <summary>SIGUSR1, SIGUSR2 or an activity that asks the run to exit; the code says which.</summary>
    Exit = 10,

    /// <summary>A condition that was watched says that it must not go on.</summary>
    Halted = 1000,
}

/// <summary>The run was asked to stop.</summary>
/// <param name="Cause">By what.</param>
/// <param name="Again">Whether it had been asked before: nothing is waited for any more, not even rollbacks.</param>
/// <param name="Code">For <see cref="StopCause.Exit"/> the code: 20 (SIGUSR1), 30 (SIGUSR2, which also forbids rollbacks), or an activity's own.</param>
public sealed record StopRequested(StopCause Cause, bool Again, int? Code = null) : RunEvent
{
    /// <summary>For <see cref="StopCause.Halted"/>: which condition, and what it found; a sentence.</summary>
    public string? Why { get; init; }

    /// <summary>For <see cref="StopCause.Halted"/>: the activity that found it.</summary>
    public string? By { get; init; }

    /// <summary>Whether rollbacks are played by the strategy "default" too, which leaves them out where a person stops a run.</summary>
    public bool RollsBack { get; init; }

    /// <summary>The code of an exit after which rollbacks are played as their strategy says.</summary>
    public const int Graceful = 20;

    /// <summary>The code that forbids rollbacks.</summary>
    public const int Ungraceful = 30;

    /// <summary>For <see cref="StopCause.Halted"/> by a control: its name.</summary>
    public string? Control { get; init; }

    /// <summary>For <see cref="StopCause.Halted"/> by a control: the line that the log shows.</summary>
    public string? Message { get; init; }
}

/// <summary>The run ended; last of all events.</summary>
/// <param name="Status">The reference's status: completed, failed, aborted, interrupted.</param>
/// <param name="Deviated">Whether the hypothesis deviated.</param>
/// <param name="Result">Verdict, undo state, reasons, exit code.</param>
/// <param name="Duration">How long it took.</param>
public sealed record RunEnded(string Status, bool Deviated, RunResult Result, TimeSpan Duration) : RunEvent;
