using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.Engine.Planning;

namespace Faultline.Engine.Running;

/// <summary>How a step ended.</summary>
/// <param name="Result">As the call ended; crashed also where it was never made.</param>
/// <param name="Call">The number of the call; 0 where none was made.</param>
/// <param name="Output">What it answered, with its secrets: it goes no further than to its tolerance.</param>
/// <param name="Message">Why it failed or crashed.</param>
internal sealed record StepResult(CallResult Result, int Call, DataNode Output, string? Message = null)
{
    /// <summary>Whether it was recorded and not called.</summary>
    public bool IsLeftOut { get; init; }
}

/// <summary>Runs one step: pause, call, pause; every turn is an event (reference specification §4).</summary>
internal sealed class StepRunner(AttemptRunner attempts, TimeProvider time)
{
    public Task<StepResult> RunAsync(PlannedStep step, Place place, RunContext run, CancellationToken stop) =>
        run.Controls is { } controls && step.Activity is not null
            ? controls.AroundStepAsync(step, place, changed => PlayAsync(changed, place, run, stop), stop)
            : PlayAsync(step, place, run, stop);

    private async Task<StepResult> PlayAsync(PlannedStep step, Place place, RunContext run, CancellationToken stop)
    {
        if (step.Activity is not { } activity)
        {
            return Crash(run, place, null, $"the referenced activity '{step.Reference}' could not be found in the experiment");
        }

        if ((run.Missing(activity.Provider) ?? run.Missing(activity.Pauses) ?? run.Missing(step.Tolerance)) is { } unknown)
        {
            return Crash(run, place, activity.Name, $"'${{{unknown}}}' has no value: the activity that gives it one has not succeeded");
        }

        var pauses = (DataObject?)(activity.Pauses is null ? null : run.Substitution.Apply(activity.Pauses));
        var isLeftOut = step.IsLeftOut || IsLeftOut(activity, run.Dry);
        if (await PauseAsync(activity, pauses, before: true, isLeftOut, place, run, stop) is { } early)
        {
            return early;
        }

        var call = run.NextCall();
        run.Append(
            new ActivityStarted
            {
                Call = call,
                Place = place,
                Name = activity.Name,
                Kind = activity.Kind,
                Activity = activity.Document,
                Background = step.Background,
            },
            durable: activity.Kind == ActivityKind.Action
        );
        var outcome = isLeftOut
            ? new ActivityOutcome.Succeeded(DataNull.Instance)
            : await CallAsync(activity, call, step.Tolerance, run, stop);
        var ended = Describe(outcome, activity, call);
        var shown = run.Hide(ended, activity);
        run.Append(shown);
        if (ended.Result == CallResult.Succeeded && activity.Outputs.Length > 0 && !isLeftOut)
        {
            var (values, problem) = OutputTaker.Take(activity, ended.Output);
            run.Append(new OutputsGiven(call, values), durable: true);
            run.Give(values);
            if (problem is not null)
            {
                return Crash(run, place, activity.Name, problem);
            }
        }

        if (ended.Result == CallResult.Crashed)
        {
            run.Append(new StepCrashed(place, activity.Name, shown.Message!));
            return new StepResult(CallResult.Crashed, call, DataNull.Instance, shown.Message);
        }

        if (ended.Result == CallResult.Stopped)
        {
            return new StepResult(CallResult.Stopped, call, DataNull.Instance);
        }

        return await PauseAsync(activity, pauses, before: false, isLeftOut, place, run, stop)
            ?? new StepResult(ended.Result, call, ended.Output, ended.Message) { IsLeftOut = isLeftOut };
    }

    private async Task<ActivityOutcome> CallAsync(Activity activity, int call, DataNode? tolerance, RunContext run, CancellationToken stop)
    {
        try
        {
            return await attempts.CallAsync(activity, call, tolerance, run, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new ActivityOutcome.Stopped();
        }
    }

    private static ActivityEnded Describe(ActivityOutcome outcome, Activity activity, int call) =>
        outcome switch
        {
            ActivityOutcome.Succeeded succeeded => new ActivityEnded
            {
                Call = call,
                Result = CallResult.Succeeded,
                Output = succeeded.Output,
                Warnings = succeeded.Warnings,
                Unproven = activity.Kind == ActivityKind.Action ? succeeded.Unproven : null,
            },
            ActivityOutcome.Failed failed => new ActivityEnded
            {
                Call = call,
                Result = CallResult.Failed,
                Message = failed.Message,
                Trace = failed.Trace,
                Warnings = failed.Warnings,
            },
            ActivityOutcome.Crashed crashed => new ActivityEnded
            {
                Call = call,
                Result = CallResult.Crashed,
                Message = crashed.Message,
                Warnings = crashed.Warnings,
            },
            ActivityOutcome.Stopped or ActivityOutcome.ExitRequested => new ActivityEnded
            {
                Call = call,
                Result = CallResult.Stopped,
                Warnings = outcome.Warnings,
            },
            _ => throw new System.Diagnostics.UnreachableException(outcome.GetType().Name),
        };

    // Null where the step goes on.
    private async Task<StepResult?> PauseAsync(
        Activity activity,
        DataObject? pauses,
        bool before,
        bool isLeftOut,
        Place place,
        RunContext run,
        CancellationToken stop
    )
    {
        if (pauses?[before ? "before" : "after"] is not { } pause || IsNone(pause))
        {
            return null;
        }

        var shown = run.Substitution.Masked.Apply(activity.Pauses![before ? "before" : "after"]!);
        run.Append(new PauseStarted(activity.Name, before, shown));
        try
        {
            if (Length(pause) is not { } length)
            {
                return Crash(run, place, activity.Name, $"a pause is a number of seconds from 0 on, and this is {Shown(shown)}");
            }

            // A dry run tells its pauses and does not keep those of what it leaves out.
            if (run.Dry != DryMode.Pause && !isLeftOut)
            {
                await TimerRange.DelayAsync(length, time, stop);
            }

            return null;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new StepResult(CallResult.Stopped, 0, DataNull.Instance);
        }
        finally
        {
            run.Append(new PauseEnded(activity.Name));
        }
    }

    /// <summary>Whether a dry run calls no such activity.</summary>
    private static bool IsLeftOut(Activity activity, DryMode dry) =>
        dry switch
        {
            DryMode.Activities => true,
            DryMode.Probes => activity.Kind == ActivityKind.Probe,
            DryMode.Actions => activity.Kind == ActivityKind.Action,
            _ => false,
        };

    private static bool IsNone(DataNode pause) =>
        pause switch
        {
            DataNull or DataBoolean { Value: false } or DataString { Value: "" } => true,
            DataNumber number => number.ToDouble() == 0,
            _ => false,
        };

    private static TimeSpan? Length(DataNode pause) =>
        pause switch
        {
            DataNumber number when number.ToDouble() is > 0 and < 1e9 and var seconds => TimeSpan.FromSeconds(seconds),
            DataBoolean { Value: true } => TimeSpan.FromSeconds(1),
            _ => null,
        };

    private static string Shown(DataNode pause) => pause is DataString ? $"the text {PythonText.Repr(pause)}" : PythonText.Repr(pause);

    private static StepResult Crash(RunContext run, Place place, string? activity, string message)
    {
        run.Append(new StepCrashed(place, activity, message));
        return new StepResult(CallResult.Crashed, 0, DataNull.Instance, message);
    }
}
