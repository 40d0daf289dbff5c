using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.Engine.Planning;

namespace Faultline.Engine.Running;

/// <summary>One run: what to do, what it is called, where it leaves its traces.</summary>
public sealed record RunRequest
{
    /// <summary>What to do.</summary>
    public required Plan Plan { get; init; }

    /// <summary>The values of its variables.</summary>
    public required ResolvedVariables Variables { get; init; }

    /// <summary>The run's id.</summary>
    public required string RunId { get; init; }

    /// <summary>The run's own folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Our version.</summary>
    public required string Version { get; init; }

    /// <summary>How long gate, method and hypothesis may take together; rollbacks come on top. Null means as long as they want.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Called for every event, in order.</summary>
    public ImmutableArray<IRunObserver> Observers { get; init; } = [];
}

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
    private readonly StepRunner _steps;
    private readonly HypothesisRunner _hypothesis;

    /// <summary>A runner that calls the given providers.</summary>
    public Runner(IEnumerable<IActivityProvider> providers, TimeProvider time)
    {
        _time = time;
        var caller = new ActivityCaller(providers.ToDictionary(provider => provider.Name, StringComparer.Ordinal), time);
        _steps = new StepRunner(caller, time);
        _hypothesis = new HypothesisRunner(_steps, new ToleranceJudge(caller));
    }

    /// <summary>Runs to the end, whatever happens on the way.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="stop">Asks it to end early.</param>
    /// <returns>Verdict, undo state, reasons and exit code, as the log has them.</returns>
    /// <exception cref="IOException">The log can't be written: nothing more was done from there on.</exception>
    public async Task<RunResult> RunAsync(RunRequest request, StopSource stop)
    {
        var tally = new RunTally();
        using var log = new EventLog(request.Folder, _time, [tally, .. request.Observers.Select(o => new HarmlessObserver(o))]);
        var variables = request.Variables;
        var run = new RunContext(
            log,
            new SecretMask(variables.Secrets),
            new Substitution(variables.Configuration, variables.Secrets),
            variables,
            request.Folder
        );
        var begun = _time.GetTimestamp();
        run.Append(Start(request, run), durable: true);
        stop.Listen(asked => WriteDown(asked, run));
        try
        {
            await PlayAsync(request, run, stop);
            await PlayRollbacksAsync(request.Plan, run, tally, stop.Abandon);
        }
        finally
        {
            stop.Listen(null);
        }

        run.Append(new RunEnded(tally.Status, tally.Deviated, tally.Result, _time.GetElapsedTime(begun)), durable: true);
        return tally.Result;
    }

    // Everything but the rollbacks, which no limit of time may cut off.
    private async Task PlayAsync(RunRequest request, RunContext run, StopSource stop)
    {
        using var deadline = TimerRange.Limit(request.Timeout, _time);
        using var asking = deadline.Token.Register(() => stop.Request(StopCause.TimedOut));
        var plan = request.Plan;
        var strategy = plan.Probes.Length == 0 ? HypothesisStrategy.Skip : plan.HypothesisStrategy;
        var isHealthy = true;
        if (strategy is HypothesisStrategy.Default or HypothesisStrategy.BeforeMethodOnly)
        {
            isHealthy = await _hypothesis.EvaluateAsync(plan, Place.Before, run, stop.Stop) == true;
        }

        if (isHealthy && !stop.Stop.IsCancellationRequested)
        {
            var isWhole = await PlayMethodAsync(plan, run, stop.Stop);
            if (isWhole && strategy is HypothesisStrategy.Default or HypothesisStrategy.AfterMethodOnly)
            {
                await _hypothesis.EvaluateAsync(plan, Place.After, run, stop.Stop);
            }
        }
    }

    // False where the method was cut short.
    private async Task<bool> PlayMethodAsync(Plan plan, RunContext run, CancellationToken stop)
    {
        run.Append(new MethodStarted(plan.Method.Length));
        var isWhole = true;
        foreach (var step in plan.Method)
        {
            var result = await _steps.RunAsync(step, Place.Method, run, stop);
            if (result.Result is CallResult.Crashed or CallResult.Stopped || stop.IsCancellationRequested)
            {
                isWhole = false;
                break;
            }
        }

        run.Append(new MethodEnded());
        return isWhole;
    }

    private async Task PlayRollbacksAsync(Plan plan, RunContext run, RunTally tally, CancellationToken abandon)
    {
        if (WhyNot(plan.RollbackStrategy, tally) is { } why)
        {
            run.Append(new RollbacksSkipped(plan.RollbackStrategy, why));
            return;
        }

        run.Append(new RollbacksStarted(plan.Rollbacks.Length, plan.RollbackStrategy), durable: true);
        foreach (var step in plan.Rollbacks)
        {
            // Each is tried, whatever became of the others: only a second request to stop cuts them off.
            run.Append(new RollbackReached(step.Reference is null ? step.Activity?.Name : null));
            await _steps.RunAsync(step, Place.Rollbacks, run, abandon);
        }

        run.Append(new RollbacksEnded(), durable: true);
    }

    private static string? WhyNot(RollbackStrategy strategy, RunTally tally) =>
        strategy switch
        {
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

    private static RunStarted Start(RunRequest request, RunContext run)
    {
        var experiment = request.Plan.Experiment;
        var title = run.Substitution.Apply(experiment.Title);
        return new RunStarted
        {
            RunId = request.RunId,
            Source = experiment.Source,
            Title = PythonText.Str(title),
            Document = experiment.Document.With("title", title).With("dry", DataNull.Instance),
            HypothesisStrategy = request.Plan.HypothesisStrategy,
            RollbackStrategy = request.Plan.RollbackStrategy,
            HasHypothesis = request.Plan.Probes.Length > 0,
            Rollbacks = request.Plan.Rollbacks.Length,
            Version = request.Version,
            Node = Environment.MachineName,
            Platform = string.Create(
                CultureInfo.InvariantCulture,
                $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}"
            ),
        };
    }
}
