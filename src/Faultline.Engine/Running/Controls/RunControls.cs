using System.Collections.Immutable;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.Engine.Planning;

namespace Faultline.Engine.Running.Controls;

/// <summary>
/// The controls of one run: called around its parts, and asked what the experiment is by now. Where a run has none, none of this
/// is made.
/// </summary>
internal sealed class RunControls(ControlSet set, LiveExperiment live, ControlJournal journal, RunContext run, HookCaller hooks)
{
    // What comes after a part is called whatever became of it, within the time that rollbacks have.
    private CancellationToken _over;

    /// <summary>The controls of a run that is about to begin.</summary>
    /// <param name="request">What is to be done.</param>
    /// <param name="document">The document as the journal shows it.</param>
    /// <param name="set">Which controls there are.</param>
    /// <param name="journal">The journal that they look at.</param>
    /// <param name="run">The run.</param>
    /// <param name="services">What the run does for a control, by its name.</param>
    /// <param name="stop">How they end the run.</param>
    public static RunControls Of(
        RunRequest request,
        DataObject document,
        ControlSet set,
        ControlJournal journal,
        RunContext run,
        Func<string, IControlRun> services,
        StopSource stop
    )
    {
        var live = new LiveExperiment(document, request.Plan);
        return new RunControls(set, live, journal, run, new HookCaller(run, live, stop, request.Settings, services));
    }

    /// <summary>The plan, as the controls have left it so far.</summary>
    public Plan Plan => live.Plan;

    /// <summary>Whether a control has ended the rollbacks: those that are left are not played.</summary>
    public bool EndedRollbacks { get; private set; }

    /// <summary>The steps of a list as they are by now.</summary>
    public ImmutableArray<PlannedStep> StepsOf(Place place) =>
        place switch
        {
            Place.Method => Plan.Method,
            Place.Rollbacks => Plan.Rollbacks,
            _ => Plan.Probes,
        };

    /// <summary>Configures every control, and calls those around the experiment.</summary>
    /// <returns>Whether the run may begin.</returns>
    public async Task<bool> BeginAsync(CancellationToken stop, CancellationToken over)
    {
        _over = over;
        foreach (var control in set.All(live.Document))
        {
            var isFine = await hooks.CallOnceAsync(control, ControlHook.Configure, stop);
            if (!isFine && set.Globals.Any(global => ReferenceEquals(global.Declaration, control.Declaration)))
            {
                set.Drop(control.Declaration);
            }

            if (stop.IsCancellationRequested)
            {
                return false;
            }
        }

        var result = await CallAsync(set.AtExperiment(live.Document), ControlHook.BeforeExperiment, live.Document, DataNull.Instance, stop);
        return !result.IsInterrupted && !stop.IsCancellationRequested;
    }

    /// <summary>Calls the controls around the experiment, and cleans every control up.</summary>
    /// <param name="read">The journal so far.</param>
    public async Task EndAsync(Func<ControlJournal, DataObject> read)
    {
        var state = read(journal);
        foreach (var control in set.AtExperiment(live.Document))
        {
            var result = await CallAsync([control], ControlHook.AfterExperiment, live.Document, state, _over);
            var edited = result.State as DataObject ?? state;
            var changes = new Changes(state.Without("faultline"), edited.Without("faultline"));
            state = edited;
            if (changes.Set is { Members.Length: > 0 } changed)
            {
                Append(control.Declaration, ControlHook.AfterExperiment, ControlTarget.Journal, changed);
            }
        }

        var all = set.All(live.Document);
        foreach (var control in all.Where(c => !IsGlobal(c)).Concat(all.Where(IsGlobal)))
        {
            if (control.Control is not null)
            {
                await hooks.CallOnceAsync(control, ControlHook.CleanUp, _over);
            }
        }

        bool IsGlobal(AppliedControl control) => control.Declaration.IsGlobal;
    }

    /// <summary>The method with the controls around it.</summary>
    /// <returns>What the method says; false where a control cut it short.</returns>
    public async Task<bool> AroundMethodAsync(Func<Task<bool>> play, CancellationToken stop)
    {
        var before = await CallAsync(set.AtSequence(live.Document), ControlHook.BeforeMethod, live.Document, DataNull.Instance, stop);
        var isWhole = !before.IsInterrupted && await play();
        var after = await CallAsync(
            set.AtSequence(live.Document),
            ControlHook.AfterMethod,
            live.Document,
            journal.RecordsOf(Place.Method),
            _over
        );
        return isWhole && !after.IsInterrupted;
    }

    /// <summary>The rollbacks with the controls around them; the control's word where one keeps them from being played.</summary>
    public async Task AroundRollbacksAsync(Func<Task> play, Action skip)
    {
        var before = await CallAsync(set.AtSequence(live.Document), ControlHook.BeforeRollback, live.Document, DataNull.Instance, _over);
        await (before.IsInterrupted ? Skip() : play());
        await CallAsync(set.AtSequence(live.Document), ControlHook.AfterRollback, live.Document, journal.RecordsOf(Place.Rollbacks), _over);

        Task Skip()
        {
            skip();
            return Task.CompletedTask;
        }
    }

    /// <summary>An evaluation of the hypothesis with the controls around it.</summary>
    /// <returns>What the evaluation says; null where a control cut it short.</returns>
    public async Task<bool?> AroundHypothesisAsync(Place place, Func<Task<bool?>> evaluate, CancellationToken stop)
    {
        var before = await CallAsync(Own(), ControlHook.BeforeHypothesis, Hypothesis(), DataNull.Instance, stop);
        var met = before.IsInterrupted ? null : await evaluate();
        var state = met is null ? DataNull.Instance : journal.EvaluationAt(place);
        var after = await CallAsync(Own(), ControlHook.AfterHypothesis, Hypothesis(), state, _over);
        return after.IsInterrupted ? null : met;

        DataNode Hypothesis() => live.Document["steady-state-hypothesis"] ?? DataNull.Instance;

        ImmutableArray<AppliedControl> Own() => set.AtPart(live.Document, (Hypothesis() as DataObject)?["controls"]);
    }

    /// <summary>A step with the controls around it.</summary>
    public async Task<StepResult> AroundStepAsync(
        PlannedStep step,
        Place place,
        Func<PlannedStep, Task<StepResult>> play,
        CancellationToken stop
    )
    {
        var activity = step.Activity!;
        var controls = set.AtPart(live.Document, activity.Document["controls"]);
        if (controls.Length == 0)
        {
            return await play(step);
        }

        var path = live.PathOf(step);
        var before = await hooks.CallAsync(controls, ControlHook.BeforeActivity, activity.Document, DataNull.Instance, path, stop);
        var result = before.IsInterrupted
            ? new StepResult(CallResult.Stopped, 0, DataNull.Instance)
            : await play(Changed(step, activity, before, place));
        var (isEnded, edits) = await AfterAsync(controls, before.Context, result, path);
        EndedRollbacks |= place == Place.Rollbacks && (before.IsInterrupted || isEnded);
        return isEnded ? result with { Result = CallResult.Stopped } : Edited(result, edits);
    }

    private Task<HookResult> CallAsync(
        ImmutableArray<AppliedControl> controls,
        ControlHook hook,
        DataNode context,
        DataNode state,
        CancellationToken token
    ) => hooks.CallAsync(controls, hook, context, state, path: null, token);

    // Whether one of them ended the run, and what they changed in the record.
    private async Task<(bool IsEnded, DataObject Edits)> AfterAsync(
        ImmutableArray<AppliedControl> controls,
        DataNode context,
        StepResult result,
        string? path
    )
    {
        var edits = DataObject.Empty;
        var state = result.Call == 0 ? DataNull.Instance : journal.RecordOf(result.Call);
        foreach (var control in controls)
        {
            var after = await hooks.CallAsync([control], ControlHook.AfterActivity, context, state, path, _over);
            if (
                state is DataObject was
                && after.State is DataObject record
                && new Changes(was, record).Set is { Members.Length: > 0 } changed
            )
            {
                Append(control.Declaration, ControlHook.AfterActivity, ControlTarget.Record, changed, result.Call);
                edits = new DataObject(edits.Members.Where(member => !changed.Has(member.Key)).Concat(changed.Members));
            }

            if (after.IsInterrupted)
            {
                return (true, edits);
            }

            (context, state) = (after.Context, after.State);
        }

        return (false, edits);
    }

    // The step as a control wants it.
    private PlannedStep Changed(PlannedStep step, Activity activity, HookResult before, Place place)
    {
        if (before.LeftOutBy is { } control)
        {
            run.Append(new ActivityLeftOut(control, place, activity.Name));
            step = step with { IsLeftOut = true };
        }

        // A change that makes no activity of it was refused, and warned of, when the experiment was to take it over.
        return
            !ReferenceEquals(before.Context, activity.Document)
            && before.Context is DataObject changed
            && new StepReader(new Diagnostics("")).ReadActivity(changed, activity.Path) is { } other
            ? step with
            {
                Activity = other,
            }
            : step;
    }

    // A control may change what a probe found before it is held against its tolerance, and may declare it failed.
    private static StepResult Edited(StepResult result, DataObject edits) =>
        result with
        {
            Output = edits["output"] ?? result.Output,
            Result = edits.Text("status") == "failed" && result.Result == CallResult.Succeeded ? CallResult.Failed : result.Result,
        };

    private void Append(ControlDeclaration control, ControlHook hook, ControlTarget target, DataObject changed, int? call = null) =>
        run.Append(new ControlChanged(control.Name, hook.Name(), target, changed, call));
}
