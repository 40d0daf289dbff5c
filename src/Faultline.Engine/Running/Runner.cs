using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Faults;
using Faultline.Engine.Configuration;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.Engine.Planning;
using Faultline.Engine.Running.Controls;
using Faultline.Engine.Running.Faults;

namespace Faultline.Engine.Running;

/// <summary>
/// Runs a plan.
/// <code>
/// gate ──met──> method ──> hypothesis ──> rollbacks ──> verdict        (each turn an event in the log)
///   └─not met────────────────────────────────^
/// </code>
/// </summary>
public sealed class Runner
{
    private readonly TimeProvider _time;
    private readonly ActivityCaller _caller;
    private readonly ToleranceJudge _judge;
    private readonly IReadOnlyList<IControlProvider> _controls;
    private readonly SequenceRunner _sequence;
    private readonly HypothesisRunner _hypothesis;
    private readonly ContinuousHypothesis _continuous;
    private readonly StopWatch _watch;
    private readonly FaultEquipment? _faults;

    /// <summary>A runner that calls the given providers.</summary>
    /// <param name="providers">The providers of activities.</param>
    /// <param name="time">The clock.</param>
    /// <param name="controls">Who makes controls; the first that knows one makes it. Null where there are to be none.</param>
    /// <param name="faults">What breaks things and puts them back; null where faults are refused, and changes of functions stay.</param>
    public Runner(
        IEnumerable<IActivityProvider> providers,
        TimeProvider time,
        IReadOnlyList<IControlProvider>? controls = null,
        FaultEquipment? faults = null
    )
    {
        _faults = faults;
        _time = time;
        _controls = controls ?? [];
        _caller = new ActivityCaller(providers.ToDictionary(provider => provider.Name, StringComparer.Ordinal), time);
        var judge = new ToleranceJudge(_caller);
        var steps = new StepRunner(new AttemptRunner(_caller, judge, time), time);
        _sequence = new SequenceRunner(steps);
        _judge = judge;
        _hypothesis = new HypothesisRunner(steps, judge);
        _continuous = new ContinuousHypothesis(_hypothesis, time);
        _watch = new StopWatch(_hypothesis, time);
    }

    /// <summary>Calls one activity by itself, without a run around it: nothing is written down, and nothing masked.</summary>
    /// <param name="activity">The activity.</param>
    /// <param name="variables">The values of its variables.</param>
    /// <param name="stop">Asks it to end.</param>
    public Task<ActivityOutcome> CallAsync(Activity activity, ResolvedVariables variables, CancellationToken stop) =>
        _caller.CallAsync(activity, hasTolerance: true, variables, outputFolder: null, stop);

    /// <summary>Runs to the end, whatever happens on the way.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="stop">Asks it to end early.</param>
    /// <returns>Verdict, undo state, reasons and exit code, as the log has them.</returns>
    /// <exception cref="IOException">The log can't be written: nothing more was done from there on.</exception>
    public async Task<RunResult> RunAsync(RunRequest request, StopSource stop)
    {
        var tally = new RunTally();
        var controlled = ControlSet.IsNeeded(request.Plan.Experiment.Document, request.GlobalControls) ? new ControlJournal(tally) : null;
        IRunObserver[] own = controlled is null ? [tally] : [tally, controlled];
        using var log = new EventLog(request.Folder, _time, [.. own, .. request.Observers.Select(o => new HarmlessObserver(o))]);
        var variables = request.Variables;
        var run = new RunContext(
            log,
            new SecretMask(variables),
            variables,
            request.Plan.OutputNames,
            request.Folder,
            request.Dry,
            stop.RequestExit
        );
        var begun = _time.GetTimestamp();
        var faults = new RunFaults(_faults, request, stop, _time) { Run = run };
        run.Faults = faults;
        var start = RunStart.Of(request, run);
        run.Append(start, durable: true);
        stop.Listen(asked => WriteDown(asked, run));
        using var budget = new RollbackBudget(request.RollbackBudget, stop, _time);
        using var ended = new CancellationTokenSource();
        using var set = controlled is null ? null : new ControlSet(_controls, request.GlobalControls);
        if (controlled is not null && set is not null)
        {
            run.Controls = RunControls.Of(
                request,
                start.Document,
                set,
                controlled,
                run,
                control => new ControlServices(control, run, _caller, _judge, stop, ended.Token),
                stop
            );
        }

        try
        {
            if (run.Controls is null || await run.Controls.BeginAsync(stop.Stop, budget.Over))
            {
                await PlayWatchedAsync(request, run, tally, stop);
            }

            await faults.EndAsync(FaultUntil.Hypothesis, "the hypothesis was evaluated");
            run.IsRollingBack = true;
            await PlayRollbacksAsync(request.Plan, run, tally, stop, budget.Over);
            await faults.EndAsync(FaultUntil.Rollbacks, "the run is over");
            if (run.Controls is { } controls)
            {
                await controls.EndAsync(journal => journal.Read(_time.GetUtcNow(), _time.GetElapsedTime(begun)));
            }
        }
        finally
        {
            await faults.EndAllAsync();
            ended.Cancel();
            stop.Listen(null);
        }

        run.Append(new RunEnded(tally.Status, tally.Deviated, tally.Result, _time.GetElapsedTime(begun)), durable: true);
        return tally.Result;
    }

    // Everything but the rollbacks, which no limit of time and no condition may cut off.
    private async Task PlayWatchedAsync(RunRequest request, RunContext run, RunTally tally, StopSource stop)
    {
        if (request.Plan.StopCondition is not { } condition)
        {
            await PlayAsync(request, run, tally, stop);
            return;
        }

        if (!await _watch.LookAsync(condition, run, stop, stop.Stop))
        {
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop.Stop);
        var watching = _watch.WatchAsync(condition, run, stop, ended.Token);
        try
        {
            await PlayAsync(request, run, tally, stop);
        }
        finally
        {
            ended.Cancel();
            await watching;
        }
    }

    private async Task PlayAsync(RunRequest request, RunContext run, RunTally tally, StopSource stop)
    {
        using var deadline = TimerRange.Limit(request.Timeout, _time);
        using var asking = deadline.Token.Register(() => stop.Request(StopCause.TimedOut));
        var plan = run.Controls?.Plan ?? request.Plan;
        var strategy = plan.Probes.Length == 0 ? HypothesisStrategy.Skip : plan.HypothesisStrategy;
        var isHealthy = true;
        if (strategy is HypothesisStrategy.Default or HypothesisStrategy.BeforeMethodOnly or HypothesisStrategy.Continuously)
        {
            isHealthy = await _hypothesis.EvaluateAsync(plan, Place.Before, run, stop.Stop) == true;
        }

        if (isHealthy && !stop.Stop.IsCancellationRequested)
        {
            var isWhole = strategy is HypothesisStrategy.Continuously or HypothesisStrategy.DuringMethodOnly
                ? await PlayWatchedMethodAsync(plan, request.Continuous, run, stop.Stop)
                : await PlayMethodAsync(plan, run, stop.Stop);
            if (
                isWhole
                && tally.Status != "aborted"
                && strategy is HypothesisStrategy.Default or HypothesisStrategy.AfterMethodOnly or HypothesisStrategy.Continuously
            )
            {
                await _hypothesis.EvaluateAsync(plan, Place.After, run, stop.Stop);
            }
        }
    }

    // The method, and beside it the hypothesis, which may end it. False where something cut the method short but its own misses:
    // after those the hypothesis is evaluated once more, to see whether the system recovers.
    private async Task<bool> PlayWatchedMethodAsync(Plan plan, ContinuousOptions options, RunContext run, CancellationToken stop)
    {
        using var methodEnded = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var endMethod = CancellationTokenSource.CreateLinkedTokenSource(stop);
        run.Append(new ContinuousStarted(options.Frequency));
        var watching = _continuous.WatchAsync(plan, options, run, endMethod.Cancel, methodEnded.Token, stop);
        var isWhole = false;
        var isWatched = false;
        try
        {
            isWhole = await PlayMethodAsync(plan, run, endMethod.Token);
        }
        finally
        {
            methodEnded.Cancel();
            isWatched = await watching;
        }

        return isWatched && (isWhole || endMethod.IsCancellationRequested) && !stop.IsCancellationRequested;
    }

    // False where the method was cut short.
    private Task<bool> PlayMethodAsync(Plan plan, RunContext run, CancellationToken stop) =>
        run.Controls is { } controls
            ? controls.AroundMethodAsync(() => PlayStepsAsync(controls.Plan, run, stop), stop)
            : PlayStepsAsync(plan, run, stop);

    private async Task<bool> PlayStepsAsync(Plan plan, RunContext run, CancellationToken stop)
    {
        run.Append(new MethodStarted(plan.Method.Length));
        try
        {
            return await _sequence.PlayAsync(plan.Method, Place.Method, run, stop);
        }
        finally
        {
            await run.Faults!.EndAsync(FaultUntil.Method, "the method ended");
            run.Append(new MethodEnded());
        }
    }

    private async Task PlayRollbacksAsync(Plan plan, RunContext run, RunTally tally, StopSource stop, CancellationToken over)
    {
        var isForbidden = stop.First is { Code: StopRequested.Ungraceful };
        if ((isForbidden ? "the run was told to exit without them." : WhyNot(plan.RollbackStrategy, tally, stop.First)) is { } why)
        {
            run.Append(new RollbacksSkipped(plan.RollbackStrategy, why, isForbidden));
            return;
        }

        await (
            run.Controls is { } controls
                ? controls.AroundRollbacksAsync(
                    () => PlayRollbacksAsync(controls.Plan, run, over),
                    () => run.Append(new RollbacksSkipped(plan.RollbackStrategy, "a control ended the run before them.", isForbidden))
                )
                : PlayRollbacksAsync(plan, run, over)
        );
    }

    private async Task PlayRollbacksAsync(Plan plan, RunContext run, CancellationToken over)
    {
        run.Append(new RollbacksStarted(plan.Rollbacks.Length, plan.RollbackStrategy), durable: true);
        await _sequence.PlayAsync(plan.Rollbacks, Place.Rollbacks, run, over);
        run.Append(new RollbacksEnded(), durable: true);
    }

    private static string? WhyNot(RollbackStrategy strategy, RunTally tally, StopRequested? stop) =>
        strategy switch
        {
            RollbackStrategy.Default when stop is { RollsBack: true } && tally.MethodStarted => null,
            RollbackStrategy.Always => null,
            RollbackStrategy.Never => "the strategy is 'never'.",
            RollbackStrategy.Deviated => tally.Deviated ? null : "the strategy is 'deviated', and the hypothesis did not deviate.",
            RollbackStrategy.Default => tally.Status is "failed" or "interrupted"
                ? $"the strategy is 'default', and the run {(tally.Status == "failed" ? "failed" : "was interrupted")}; --rollback-strategy always plays them in any case."
                : null,
            _ => throw new System.Diagnostics.UnreachableException(strategy.ToString()),
        };

    private static void WriteDown(StopRequested asked, RunContext run)
    {
        try
        {
            run.Append(asked);
        }
        catch (IOException)
        {
            // This is a signal's or a timer's thread. The run's own next event fails in the same way, and ends it.
        }
    }
}
