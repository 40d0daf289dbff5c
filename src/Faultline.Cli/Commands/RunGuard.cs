using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Planning;
using Faultline.Cli.Rendering;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Planning;
using Faultline.Engine.Planning.Forecasts;
using Faultline.Engine.Planning.Policies;
using Faultline.Hosting;

namespace Faultline.Cli.Commands;

/// <summary>
/// What stands before a run: the policies that it must keep to, and the other runs in whose way it must not come. Nothing has been
/// run when it refuses.
/// </summary>
internal sealed class RunGuard(FaultlineHost host, Log log, string stateDirectory)
{
    // A run should begin; what is not known by then is unknown.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Lets a run begin, and keeps its targets until what is returned is disposed of.</summary>
    /// <exception cref="UserException">It may not begin.</exception>
    public async Task<IDisposable> EnterAsync(SessionRequest request, Preparation prepared, string id, CancellationToken stop)
    {
        var plan = prepared.Plan!;
        // A run that calls no action hits nothing.
        var acts = request.Dry is not (DryMode.Actions or DryMode.Activities);
        if (request.Policies.IsEmpty && !(acts && MayNameTargets(plan)))
        {
            return NoLocks.Instance;
        }

        var depth = request.Policies.IsEmpty ? ForecastDepth.TargetsOnly : ForecastDepth.Everything;
        var forecast = await ForecastAsync(plan, prepared, depth, stop);
        Judge(PolicyCheck.Evaluate(request.Policies, forecast, host.Time.GetUtcNow()), acts);
        return acts ? Lock(request, forecast, id) : NoLocks.Instance;
    }

    private async Task<Forecast> ForecastAsync(Plan plan, Preparation prepared, ForecastDepth depth, CancellationToken stop)
    {
        try
        {
            return await new Forecaster(host.Providers, host.Time).ForecastAsync(plan, prepared.Variables, depth, Patience, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new UserException("Interrupted before anything was run.", ExitCodes.For(Verdict.Interrupted, UndoState.NothingToUndo));
        }
    }

    private bool MayNameTargets(Plan plan) =>
        plan.Activities.Any(activity =>
            activity.Kind == ActivityKind.Action
            && host.Providers.FirstOrDefault(provider => provider.Name == activity.ProviderType) is IPlanCalls plans
            && plans.MayNameTargets(
                new ActivityCall
                {
                    Name = activity.Name,
                    Kind = activity.Kind,
                    Provider = activity.Provider,
                }
            )
        );

    private void Judge(ImmutableArray<RuleResult> rules, bool acts)
    {
        var refusals = rules.Where(rule => rule.IsRefusal).ToList();
        if (refusals.Count == 0)
        {
            return;
        }

        foreach (var rule in refusals)
        {
            log.Write(
                acts ? LogLevel.Error : LogLevel.Warning,
                $"Policy '{rule.Policy}' refuses the run ({rule.Rule}): {rule.Message}" + (rule.Remedy is null ? "" : $"\n{rule.Remedy}")
            );
        }

        if (acts)
        {
            var names = string.Join(", ", refusals.Select(rule => $"'{rule.Policy}' ({rule.Rule})").Distinct());
            throw new UserException($"Refused by policy: {names}. Nothing was run; 'faultline plan' shows every rule.", ExitCodes.Refused);
        }
    }

    private IDisposable Lock(SessionRequest request, Forecast forecast, string id)
    {
        foreach (var step in forecast.Steps.Where(step => step.IsAction && step.Call.Knowledge == TargetKnowledge.Unknown))
        {
            log.Write(
                LogLevel.Warning,
                $"Whether another run is in the way can't be told: what '{step.Name}' hits is not known: {step.Call.Reason}"
            );
        }

        var targets = forecast
            .Steps.Where(step => step.IsAction)
            .SelectMany(step => step.Call.Targets)
            .SelectMany(target => new[] { (Identity: (string?)target.Identity, target), (Identity: target.OwnerIdentity, target) })
            .Where(one => one.Identity is not null)
            .Select(one => new LockedTarget(one.Identity!, Words(one.target)));
        var (held, conflicts) = Take(targets, id, forecast.Title);
        foreach (var conflict in conflicts.DistinctBy(conflict => (conflict.RunId, conflict.Words)).Take(5))
        {
            log.Write(
                request.Force ? LogLevel.Warning : LogLevel.Error,
                $"{conflict.Words} is held by run {conflict.RunId} ('{conflict.Title}'), which is at {conflict.TheirWords} since {conflict.Since}"
            );
        }

        if (conflicts.IsEmpty || request.Force)
        {
            return held;
        }

        held.Dispose();
        var others = string.Join(", ", conflicts.Select(conflict => conflict.RunId).Distinct());
        throw new UserException(
            $"Another run is at the same target: {others}. Nothing was run. Wait for its end, or run with --force.",
            ExitCodes.Refused
        );
    }

    private (IDisposable Held, ImmutableArray<LockConflict> Conflicts) Take(IEnumerable<LockedTarget> targets, string id, string title)
    {
        try
        {
            return new TargetLocks(stateDirectory).Take(targets, id, title, host.Time.GetUtcNow());
        }
        catch (IOException e)
        {
            throw new UserException(
                $"The targets can't be locked in '{stateDirectory}': {e.Message} Name another folder with --state-dir."
            );
        }
    }

    private static string Words(PlannedTarget target) =>
        $"{target.Kind} '{target.Name}'" + (target.Namespace is null ? "" : $" in namespace '{target.Namespace}'");

    private sealed class NoLocks : IDisposable
    {
        public static readonly NoLocks Instance = new();

        public void Dispose() { }
    }
}
