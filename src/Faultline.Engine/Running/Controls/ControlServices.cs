using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Running.Controls;

/// <summary>What the run does for one control.</summary>
internal sealed class ControlServices(
    string control,
    RunContext run,
    ActivityCaller caller,
    ToleranceJudge judge,
    StopSource stop,
    CancellationToken ended
) : IControlRun
{
    public async Task<ControlCheck> CheckAsync(DataObject probe, CancellationToken token)
    {
        var name = PythonText.Str(probe["name"] ?? "");
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, ended);
        var check = await LookAsync(probe, either.Token);
        if (check is null)
        {
            return new ControlCheck(null, "it was stopped");
        }

        run.Append(new SafeguardChecked(control, name, check.Met, check.Explanation));
        return check;
    }

    public void Halt(string message, string reason)
    {
        if (!ended.IsCancellationRequested && !stop.Halt(control, message, reason, StopRequested.Graceful))
        {
            Warn($"it asks to end the run, which is ending already: {reason}");
        }
    }

    public void Warn(string message)
    {
        if (!ended.IsCancellationRequested)
        {
            run.Append(new ControlFailed(control, null, message));
        }
    }

    // Null where it was stopped.
    private async Task<ControlCheck?> LookAsync(DataObject declared, CancellationToken token)
    {
        var problems = new Diagnostics("");
        if (new StepReader(problems).ReadActivity(declared, "$") is not { } probe)
        {
            return new ControlCheck(null, problems.All.First(p => p.Severity != DiagnosticSeverity.Warning).Message);
        }

        ActivityOutcome outcome;
        using (var changes = new CallChanges(run, probe.Name, call: null))
        {
            outcome = await caller.CallAsync(probe, hasTolerance: true, run.Variables, run.OutputFolder, token, changes);
        }

        switch (outcome)
        {
            case ActivityOutcome.Succeeded succeeded:
                var judgement = await judge.JudgeAsync(probe.Tolerance ?? DataNull.Instance, succeeded.Output, run, token);
                return token.IsCancellationRequested && judgement.Met is null
                    ? null
                    : new ControlCheck(judgement.Met, judgement.Explanation);
            case ActivityOutcome.Failed failed:
                return new ControlCheck(false, $"it failed: {failed.Message}");
            case ActivityOutcome.Crashed crashed:
                return new ControlCheck(null, crashed.Message);
            default:
                return token.IsCancellationRequested ? null : new ControlCheck(null, "it asked the run to exit, which a safeguard may not");
        }
    }
}
