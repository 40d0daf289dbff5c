using System.Collections.Immutable;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Journals;

/// <summary>
/// The verdict as a projection of the log: asked at any moment, it says what the run would amount to if it ended there. Only
/// what is written down counts, so a replayed log gives the same answer.
/// </summary>
public sealed class RunTally : IRunObserver
{
    // A status never gets lighter: what crashes while the run is being interrupted does not make it another.
    private static readonly ImmutableArray<string> Statuses = ["completed", "failed", "aborted", "interrupted"];

    private readonly ReasonList _reasons = new();
    private readonly Dictionary<int, ActivityStarted> _calls = [];
    private readonly Dictionary<int, string?> _failures = [];
    private RunStarted? _start;
    private RunEnded? _end;
    private StopCause? _stopped;
    private string _status = "completed";
    private bool _doubt;
    private readonly RollbackTally _rollbacks = new();
    private bool _methodStarted;
    private bool _heldAfter;
    private bool _heldDuring;
    private int _missesDuring;
    private ToleranceJudged? _missed;
    private readonly ControlTally _controls = new();
    private readonly FaultTally _faults = new();

    /// <summary>The reference's status: completed, failed, aborted, interrupted.</summary>
    public string Status => _status;

    /// <summary>Whether the hypothesis deviated.</summary>
    public bool Deviated { get; private set; }

    /// <summary>Whether the method was begun: if not, there is nothing to roll back.</summary>
    public bool MethodStarted => _methodStarted;

    /// <summary>Verdict, undo state, reasons and exit code so far.</summary>
    public RunResult Result => _end?.Result ?? Judge();

    /// <inheritdoc/>
    public void OnEvent(RunEvent happened)
    {
        switch (happened)
        {
            case RunStarted start:
                _start = start;
                break;
            case Model.Events.MethodStarted:
                _methodStarted = true;
                break;
            case ActivityStarted started:
                _calls[started.Call] = started;
                break;
            case ActivityEnded ended:
                See(ended, _calls[ended.Call]);
                break;
            case ToleranceJudged { Met: not true } judged when _calls[judged.Call].Place != Place.Watch:
                _missed = judged;
                break;
            case HypothesisEnded ended:
                See(ended);
                break;
            case StepCrashed crashed:
                See(crashed);
                break;
            case StopRequested stop:
                See(stop);
                break;
            case RollbacksStarted or RollbackReached or RollbacksEnded:
                _reasons.Add(_rollbacks.See(happened));
                break;
            case RollbacksSkipped skipped:
                See(skipped);
                break;
            case FailedFast:
                Worsen("failed");
                break;
            case ActivityLeftOut or ControlFailed or ControlChanged:
                See(happened);
                break;
            case RunEnded end:
                _end = end;
                break;
            case FaultCaptured or FaultApplying or FaultProven or FaultReverted or FaultsLost:
                _reasons.Add(_faults.See(happened));
                break;
            default:
                break;
        }
    }

    private void See(ActivityEnded ended, ActivityStarted call)
    {
        var isRollback = call.Place == Place.Rollbacks;
        if (isRollback && ended.Result != CallResult.Crashed)
        {
            _rollbacks.Settle(call.Name);
        }

        if (ended.Result == CallResult.Failed)
        {
            _failures[ended.Call] = ended.Message;
        }

        switch (ended.Result)
        {
            case CallResult.Failed when isRollback:
                _rollbacks.Fail();
                Add("rollback-failed", $"The rollback '{call.Name}' failed: {ended.Message}", call.Name);
                break;
            case CallResult.Failed when call is { Place: Place.Method, Kind: Abstractions.Activities.ActivityKind.Action }:
                _doubt = true;
                Add("action-failed", $"The action '{call.Name}' failed: {ended.Message}", call.Name);
                break;
            case CallResult.Failed when call.Place == Place.Method:
                // Whoever waits for something in the method, or tries again, needs it: without it the method was not played as declared.
                _doubt |= call.Activity.Has("until") || call.Activity.Has("retry");
                Add("probe-failed", $"The probe '{call.Name}' of the method failed: {ended.Message}", call.Name);
                break;
            case CallResult.Stopped when isRollback:
                _rollbacks.Fail();
                Add("rollback-failed", $"The rollback '{call.Name}' was cut off before it was done.", call.Name);
                break;
            case CallResult.Succeeded when ended.Unproven is not null && isRollback:
                _rollbacks.Fail();
                Add("rollback-failed", $"The rollback '{call.Name}' is not proven: {ended.Unproven}", call.Name);
                break;
            case CallResult.Succeeded when ended.Unproven is not null:
                _doubt = true;
                Add("unproven", $"The action '{call.Name}' is not proven: {ended.Unproven}", call.Name);
                break;
            default:
                break;
        }
    }

    private void See(HypothesisEnded ended)
    {
        var probe = ended.MissedBy;
        var failed = _missed is { } judged && _failures.TryGetValue(judged.Call, out var failure) ? failure : null;
        var why = failed is not null
            ? $"The probe '{probe}' failed: {failed}"
            : $"The probe '{probe}' is not in its tolerance{(_missed?.Explanation is { } explanation ? ": " + explanation : "")}.";
        switch (ended)
        {
            case { Met: true, Place: Place.After }:
                _heldAfter = true;
                break;
            case { Met: false, Place: Place.Before }:
                // The reference calls a gate that is missed by tolerance completed; its own documentation, and we, call it failed.
                Worsen("failed");
                _doubt = true;
                Add("gate", $"The system was not healthy before the method, which was therefore not played. {why}", probe);
                break;
            case { Met: true, Place: Place.During }:
                _heldDuring = _start is { HypothesisStrategy: HypothesisStrategy.DuringMethodOnly };
                break;
            case { Met: false, Place: Place.During }:
                Deviated = true;
                if (_missesDuring++ == 0)
                {
                    Add("deviation", $"The hypothesis did not hold while the method ran. {why}", probe);
                }

                break;
            case { Met: false }:
                Deviated = true;
                // A probe that failed outright makes the status failed. One out of tolerance does not, and says more than the
                // fail-fast before it: as in the reference, such a run is a deviation like any other, and is rolled back.
                if (failed is not null)
                {
                    Worsen("failed");
                }
                else if (_status == "failed")
                {
                    _status = "completed";
                }

                Add("deviation", $"The hypothesis did not hold. {why}", probe);
                break;
            default:
                break;
        }

        _missed = null;
    }

    private void See(StepCrashed crashed)
    {
        switch (crashed.Place)
        {
            case Place.Method or Place.During:
                Worsen("aborted");
                break;
            case Place.Rollbacks:
                _rollbacks.Settle(crashed.Activity);
                _rollbacks.Fail();
                break;
            case Place.Watch:
                // The run is halted by it, which says more.
                return;
            default:
                Worsen("failed");
                _doubt = true;
                break;
        }

        _reasons.Add(crashed);
    }

    private void See(StopRequested stop)
    {
        Worsen("interrupted");
        _stopped ??= stop.Cause;
        _reasons.Add(stop);
    }

    private void See(RollbacksSkipped skipped)
    {
        _rollbacks.Skip();
        if (_start is { Rollbacks: > 0 } && _methodStarted)
        {
            Add("rollbacks-skipped", $"The rollbacks were not played: {skipped.Why}");
        }
    }

    private void See(RunEvent happened)
    {
        _reasons.Add(_controls.See(happened, Deviated));
        _doubt |= _controls.IsInDoubt;
        Deviated |= _controls.Deviated;
        _rollbacks.FailIf(happened is ActivityLeftOut { Place: Place.Rollbacks });
    }

    private RunResult Judge()
    {
        var undo =
            _start is { } start && (start.Rollbacks > 0 || _rollbacks.WasReached)
                ? _rollbacks.State(_methodStarted, start.RollbackStrategy)
                : UndoState.NothingToUndo;
        undo = _faults.With(undo);
        var verdict = Verdict();
        var reasons = _reasons.WeightiestFirst();
        if (_end is null && verdict == Model.Verdict.Interrupted && _stopped is null)
        {
            reasons = [new Reason("interrupted", "The run has not ended: it is still going on, or it was killed."), .. reasons];
        }

        if (_end is null)
        {
            reasons = [.. _faults.Open(), .. reasons];
        }

        if (verdict == Model.Verdict.Explored && NotHeld.Why(_start, _controls.LeftOut) is { } note)
        {
            reasons = reasons.Add(new Reason("note", note));
        }

        return new RunResult(verdict, undo, reasons, ExitCodes.For(verdict, undo, (int)(_stopped ?? StopCause.Interrupt)));
    }

    // The heaviest counts: the run ended early, something went wrong, it deviated, nothing is known, it held.
    private Verdict Verdict()
    {
        if (_stopped is StopCause.TimedOut or StopCause.Halted)
        {
            return _stopped == StopCause.Halted ? Model.Verdict.Halted : Model.Verdict.TimedOut;
        }

        if (_stopped is not null || !_rollbacks.IsSettled)
        {
            return Model.Verdict.Interrupted;
        }

        return _status == "aborted" ? Model.Verdict.Aborted
            : Deviated ? Model.Verdict.Deviated
            : _doubt || _faults.IsInDoubt ? Model.Verdict.Inconclusive
            : _start is { Dry: not (DryMode.None or DryMode.Pause) } ? Model.Verdict.Explored
            : _controls.LeftOut is not null ? Model.Verdict.Explored
            : _heldAfter || _heldDuring ? Model.Verdict.Held
            : Model.Verdict.Explored;
    }

    private void Worsen(string status)
    {
        if (Statuses.IndexOf(status) > Statuses.IndexOf(_status))
        {
            _status = status;
        }
    }

    private void Add(string kind, string message, string? activity = null) => _reasons.Add([new Reason(kind, message, activity)]);
}
