using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;

namespace Faultline.Cli.Rendering;

/// <summary>A run as log lines, in the reference's words and order (specification §17).</summary>
internal sealed class ConsoleRun(Log log, LogLevel least = LogLevel.Debug) : IRunObserver
{
    private readonly Dictionary<int, ActivityStarted> _calls = [];
    private string? _explanation;

    public void OnEvent(RunEvent happened)
    {
        switch (happened)
        {
            case RunStarted start:
                Start(start);
                break;
            case HypothesisStarted hypothesis:
                Info(hypothesis, $"Steady state hypothesis: {hypothesis.Title}");
                break;
            case HypothesisEnded { Met: true }:
                Info(happened, "Steady state hypothesis is met!");
                break;
            case HypothesisEnded { Met: false, Place: Place.During } ended:
                Write(
                    LogLevel.Warning,
                    ended,
                    $"Continuous steady state probe '{ended.MissedBy}' is not in the given tolerance" + Because()
                );
                break;
            case ContinuousStarted watch:
                Info(watch, $"Executing the steady-state hypothesis continuously every {Python(watch.Frequency.TotalSeconds)} seconds");
                break;
            case FailedFast fast:
                Info(fast, $"Terminating immediately the experiment after {Python(Math.Round(fast.Percent, 1))}% hypothesis deviated");
                break;
            case ContinuousEnded:
                Info(happened, "Continuous steady state hypothesis terminated");
                break;
            case HypothesisEnded { Met: false } ended:
                Write(
                    LogLevel.Critical,
                    ended,
                    $"Steady state probe '{ended.MissedBy}' is not in the given tolerance so failing this experiment" + Because()
                );
                break;
            case MethodStarted method:
                Info(method, "Playing your experiment's method now...");
                if (method.Steps == 0)
                {
                    Info(method, "No declared activities, let's move on.");
                }

                break;
            case PauseStarted pause:
                Info(pause, $"Pausing {(pause.Before ? "before next" : "after")} activity for {PythonText.Str(pause.Seconds)}s...");
                break;
            case ActivityStarted started:
                _calls[started.Call] = started;
                Write(
                    started.Place == Place.Watch ? LogLevel.Debug : LogLevel.Info,
                    started,
                    $"{(started.Kind == ActivityKind.Probe ? "Probe" : "Action")}: {started.Name}{(started.Background ? " [in background]" : "")}"
                );
                break;
            case ActivityEnded ended:
                End(ended);
                break;
            case ActivityAttempted attempted:
                Write(
                    attempted.Attempt == 1 ? LogLevel.Info : LogLevel.Debug,
                    attempted,
                    $"  => not yet (attempt {attempted.Attempt}): {attempted.Why}; trying again"
                );
                break;
            case ToleranceJudged judged when _calls[judged.Call].Place != Place.Watch:
                Judge(judged);
                break;
            case StepCrashed { Place: not Place.Watch } crashed:
                Write(LogLevel.Critical, crashed, Crash(crashed));
                break;
            case StopRequested stop:
                Stop(stop);
                break;
            case RollbacksStarted rollbacks:
                Rollbacks(rollbacks);
                break;
            case RollbacksSkipped skipped:
                Skip(skipped);
                break;
            case ControlFailed failed:
                Write(LogLevel.Warning, failed, ControlText.Of(failed));
                break;
            case ControlChanged changed:
                Write(LogLevel.Debug, changed, ControlText.Of(changed));
                break;
            case ActivityLeftOut leftOut:
                Write(LogLevel.Warning, leftOut, ControlText.Of(leftOut));
                break;
            case SafeguardChecked check:
                Write(LogLevel.Debug, check, ControlText.Of(check));
                break;
            case FaultCaptured or FaultProven or FaultReported or FaultReverting or FaultReverted or FaultsLost:
                foreach (var (level, text) in FaultText.Of(happened))
                {
                    Write(level, happened, text);
                }

                break;
            case RollbackReached rollback:
                Info(rollback, $"Rollback: {rollback.Name ?? "None"}");
                break;
            case RunEnded end:
                End(end);
                break;
            default:
                break;
        }
    }

    private void Start(RunStarted start)
    {
        Info(start, $"Running experiment: {start.Title}");
        Write(LogLevel.Debug, start, $"Run {start.RunId}");
        if (start.Dry != DryMode.None)
        {
            Write(LogLevel.Warning, start, $"Running experiment with dry {start.Dry.Name()}");
        }

        Info(start, $"Steady-state strategy: {start.HypothesisStrategy.LogName()}");
        Info(start, $"Rollbacks strategy: {start.RollbackStrategy.Name()}");
        if (start.HypothesisStrategy == HypothesisStrategy.Skip)
        {
            Info(start, "Skipping Steady-State Hypothesis as requested");
        }
        else if (!start.HasHypothesis)
        {
            Info(start, "No steady state hypothesis defined. That's ok, just exploring.");
        }
    }

    private void End(ActivityEnded ended)
    {
        foreach (var warning in ended.Warnings)
        {
            Write(LogLevel.Warning, ended, warning);
        }

        switch (ended.Result)
        {
            case CallResult.Failed:
                Write(LogLevel.Error, ended, $"  => failed: {ended.Message}");
                break;
            case CallResult.Succeeded when ended.Output is DataNull:
                Write(LogLevel.Debug, ended, "  => succeeded without any result value");
                break;
            case CallResult.Succeeded:
                Write(LogLevel.Debug, ended, $"  => succeeded with '{PythonText.Str(ended.Output)}'");
                break;
            default:
                break;
        }
    }

    private void Judge(ToleranceJudged judged)
    {
        foreach (var warning in judged.Warnings)
        {
            Write(LogLevel.Warning, judged, warning);
        }

        if (judged.Met == false)
        {
            _explanation = judged.Explanation;
            if (judged.Explanation is null)
            {
                Write(LogLevel.Warning, judged, "Probe terminated unexpectedly, so its tolerance could not be validated");
            }
        }
    }

    private static string Crash(StepCrashed crashed)
    {
        var who = crashed.Activity is null ? "" : $"'{crashed.Activity}': ";
        return crashed.Place switch
        {
            Place.Method => $"Experiment ran into an un expected fatal error, aborting now.\n{who}{crashed.Message}",
            Place.Rollbacks => $"The rollback could not be carried out.\n{who}{crashed.Message}",
            _ => $"The hypothesis could not be evaluated.\n{who}{crashed.Message}",
        };
    }

    private void Stop(StopRequested stop)
    {
        switch (stop)
        {
            case { Again: true }:
                Write(LogLevel.Warning, stop, "Asked to stop again: nothing is waited for any more, not even rollbacks");
                break;
            case { Cause: StopCause.Interrupt }:
                Write(LogLevel.Warning, stop, "Received a termination signal (Ctrl-C)...");
                break;
            case { Cause: StopCause.Exit }:
                Write(LogLevel.Warning, stop, $"Received the exit signal: {stop.Code}");
                break;
            case { Cause: StopCause.Halted }:
                Write(LogLevel.Critical, stop, stop.Message ?? stop.Why!);
                if (stop.Code is { } code)
                {
                    Write(LogLevel.Warning, stop, $"Received the exit signal: {code}");
                }

                break;
            case { Cause: StopCause.TimedOut }:
                Write(LogLevel.Critical, stop, "The time for this run is over, interrupting experiment now");
                break;
            default:
                var name = stop.Cause == StopCause.Terminate ? "SIGTERM" : "SIGHUP";
                Write(LogLevel.Warning, stop, $"Caught {name} signal, interrupting experiment now");
                Write(LogLevel.Critical, stop, $"{name} signal received");
                break;
        }
    }

    private void Rollbacks(RollbacksStarted rollbacks)
    {
        if (rollbacks.Strategy == RollbackStrategy.Always)
        {
            Write(LogLevel.Warning, rollbacks, "Rollbacks were explicitly requested to be played");
        }
        else if (rollbacks.Strategy == RollbackStrategy.Deviated)
        {
            Write(LogLevel.Warning, rollbacks, "Rollbacks will be played only because the experiment deviated");
        }

        Info(rollbacks, "Let's rollback...");
        if (rollbacks.Steps == 0)
        {
            Info(rollbacks, "No declared rollbacks, let's move on.");
        }
    }

    private void Skip(RollbacksSkipped skipped)
    {
        if (skipped.BySignal)
        {
            Write(LogLevel.Warning, skipped, "Ignoring rollbacks as per signal");
        }
        else if (skipped.Strategy == RollbackStrategy.Never)
        {
            Write(LogLevel.Warning, skipped, "Rollbacks were explicitly requested to not be played");
        }
        else if (skipped.Strategy == RollbackStrategy.Deviated)
        {
            Write(
                LogLevel.Warning,
                skipped,
                "Rollbacks were explicitely requested to be played only if the experiment deviated. "
                    + "Since this is not the case, we will not play them."
            );
        }
    }

    private void End(RunEnded end)
    {
        Info(end, $"Experiment ended with status: {(end.Deviated ? "deviated" : end.Status)}");
        if (end.Deviated)
        {
            Info(end, "The steady-state has deviated, a weakness may have been discovered");
        }

        // However little is shown of a run, its verdict is.
        var (level, text) = VerdictText.Of(end.Result);
        log.Write(level, text, end.At);
    }

    private static string Python(double number) => PythonText.SpellFloat(number);

    private string Because()
    {
        var text = _explanation is null ? "" : "\n" + _explanation;
        _explanation = null;
        return text;
    }

    private void Info(RunEvent at, string message) => Write(LogLevel.Info, at, message);

    private void Write(LogLevel level, RunEvent at, string message)
    {
        if (level >= least)
        {
            log.Write(level, message, at.At);
        }
    }
}
