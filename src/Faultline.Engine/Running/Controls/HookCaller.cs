using System.Collections.Immutable;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Running.Controls;

/// <summary>Calls controls one after the other and takes over what they answer: changes, problems, and the wish to end the run.</summary>
internal sealed class HookCaller(
    RunContext run,
    LiveExperiment live,
    StopSource stop,
    DataNode settings,
    Func<string, IControlRun> services
)
{
    private readonly Lock _changing = new();

    /// <summary>Calls each of the controls, until one ends the run.</summary>
    /// <param name="controls">Those that apply.</param>
    /// <param name="hook">The moment.</param>
    /// <param name="context">What it is about.</param>
    /// <param name="state">What came of it.</param>
    /// <param name="path">Where the step stands, for an activity.</param>
    /// <param name="token">Asks the controls to end.</param>
    public async Task<HookResult> CallAsync(
        ImmutableArray<AppliedControl> controls,
        ControlHook hook,
        DataNode context,
        DataNode state,
        string? path,
        CancellationToken token
    )
    {
        string? leftOutBy = null;
        foreach (var control in controls)
        {
            if (control.Control is null || !control.Declaration.Covers(hook))
            {
                continue;
            }

            var call = Call(control.Declaration, hook, context, state, path);
            var answer = await AskAsync(control.Control, call, token);
            TakeOver(call, answer);
            context = answer.Context ?? (IsWhole(hook) ? live.Document : context);
            state = IsMutable(hook) ? answer.State ?? state : state;
            leftOutBy ??= answer.LeaveOut ? control.Declaration.Name : null;
            if (Ends(control.Declaration, hook, answer))
            {
                return new HookResult(context, state, IsInterrupted: true, leftOutBy);
            }
        }

        return new HookResult(context, state, IsInterrupted: false, leftOutBy);
    }

    /// <summary>Configures a control, or cleans it up.</summary>
    /// <returns>Whether it went well.</returns>
    public async Task<bool> CallOnceAsync(AppliedControl control, ControlHook hook, CancellationToken token)
    {
        if (control.Control is null)
        {
            Warn(
                control.Declaration,
                hook,
                $"nobody knows its provider (type {PythonText.Repr(control.Declaration.Provider["type"] ?? DataNull.Instance)}), so it does nothing"
            );
            return false;
        }

        var call = Call(control.Declaration, hook, DataNull.Instance, DataNull.Instance, null);
        var answer = await AskAsync(control.Control, call, token);
        TakeOver(call, answer);
        return !Ends(control.Declaration, hook, answer) && answer.Problem is null;
    }

    private ControlCall Call(ControlDeclaration control, ControlHook hook, DataNode context, DataNode state, string? path)
    {
        lock (_changing)
        {
            return new ControlCall
            {
                Control = control,
                Hook = hook,
                Arguments =
                    hook == ControlHook.Configure || run.Substitution.IsEmpty
                        ? control.Arguments
                        : (DataObject)run.Substitution.Apply(control.Arguments),
                Context = context,
                State = state,
                Path = path,
                Experiment = live.Document,
                Configuration = run.Variables.Configuration,
                Secrets = run.Variables.Secrets,
                Settings = settings,
                OutputFolder = run.OutputFolder,
            };
        }
    }

    // The one place that may catch whatever a control throws.
    private async Task<ControlAnswer> AskAsync(IControl control, ControlCall call, CancellationToken token)
    {
        try
        {
            token.ThrowIfCancellationRequested();
            return await control.CallAsync(call, services(call.Control.Name), token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return ControlAnswer.Failed("it was not waited for any longer: the run is ending");
        }
        catch (Exception e)
        {
            return ControlAnswer.Failed($"{e.GetType().Name}: {e.Message}");
        }
    }

    private void TakeOver(ControlCall call, ControlAnswer answer)
    {
        if (answer.Problem is { } problem)
        {
            Warn(call.Control, call.Hook, problem);
        }

        if (answer.State is not null && !IsMutable(call.Hook))
        {
            Warn(call.Control, call.Hook, "what it changed in the result has no effect; a record is changed after its activity");
        }

        lock (_changing)
        {
            ChangeVariables(call, answer);
            ChangeExperiment(call, answer);
        }
    }

    private void ChangeVariables(ControlCall call, ControlAnswer answer)
    {
        var configuration = new Changes(call.Configuration, answer.Configuration ?? call.Configuration);
        var secrets = new Changes(call.Secrets, answer.Secrets ?? call.Secrets);
        if (configuration.IsNone && secrets.IsNone)
        {
            return;
        }

        var now = run.Variables;
        run.Change(now with { Configuration = configuration.ApplyTo(now.Configuration), Secrets = secrets.ApplyTo(now.Secrets) });
        foreach (var (changes, target) in new[] { (configuration, ControlTarget.Configuration), (secrets, ControlTarget.Secrets) })
        {
            if (!changes.IsNone)
            {
                run.Append(new ControlChanged(call.Control.Name, call.Hook.Name(), target, changes.Names));
            }
        }
    }

    private void ChangeExperiment(ControlCall call, ControlAnswer answer)
    {
        // Around the experiment, the method and the rollbacks the context is the experiment.
        var changed = answer.Experiment ?? (IsWhole(call.Hook) ? answer.Context as DataObject : null);
        var document = changed is null ? live.Document : new Changes((DataObject)call.Experiment, changed).ApplyTo(live.Document);
        if (!IsWhole(call.Hook) && call.Context is DataObject old && answer.Context is DataObject part && changed is null)
        {
            document = live.With(old, part);
        }

        if (ReferenceEquals(document, live.Document))
        {
            return;
        }

        if (live.Change(document) is { } problem)
        {
            Warn(call.Control, call.Hook, $"it made of the experiment what can't be run, so that was left as it is: {problem}");
        }
        else
        {
            run.Append(new ControlChanged(call.Control.Name, call.Hook.Name(), ControlTarget.Experiment, live.Document));
        }
    }

    private bool Ends(ControlDeclaration control, ControlHook hook, ControlAnswer answer)
    {
        var why = answer.Interrupt ?? (answer.Exit is { } code ? $"exit code {code}" : null);
        if (why is null)
        {
            return false;
        }

        if (hook is ControlHook.AfterExperiment or ControlHook.CleanUp)
        {
            Warn(control, hook, $"it asks to end the run, which is over: {why}");
            return false;
        }

        if (answer.Interrupt is null)
        {
            run.Exit(answer.Exit!.Value);
        }
        else if (!stop.Halt(control.Name, why, $"The control '{control.Name}' ended the run: {why}", code: null))
        {
            Warn(control, hook, $"it asks to end the run, which is ending already: {why}");
        }

        return true;
    }

    private void Warn(ControlDeclaration control, ControlHook hook, string message) =>
        run.Append(new ControlFailed(control.Name, hook.Name(), message) { Counts = hook == ControlHook.CleanUp && !control.IsGlobal });

    private static bool IsMutable(ControlHook hook) => hook is ControlHook.AfterActivity or ControlHook.AfterExperiment;

    private static bool IsWhole(ControlHook hook) =>
        hook
            is ControlHook.BeforeExperiment
                or ControlHook.AfterExperiment
                or ControlHook.BeforeMethod
                or ControlHook.AfterMethod
                or ControlHook.BeforeRollback
                or ControlHook.AfterRollback;
}
