using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Planning;
using Faultline.Engine.Configuration;
using Faultline.Engine.Model;

namespace Faultline.Engine.Planning.Forecasts;

/// <summary>From a plan to what a run of it would do now. Providers are asked, and only look.</summary>
/// <param name="providers">The providers of activities.</param>
/// <param name="time">The clock of the look-ups' limit.</param>
public sealed class Forecaster(IReadOnlyList<IActivityProvider> providers, TimeProvider time)
{
    /// <summary>Tells what a run would do.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="variables">The values of its variables; those that only a run finds out may still be declarations.</param>
    /// <param name="depth">How much is found out.</param>
    /// <param name="patience">How long all look-ups together may take; what is not known by then stays unknown.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<Forecast> ForecastAsync(
        Plan plan,
        ResolvedVariables variables,
        ForecastDepth depth,
        TimeSpan patience,
        CancellationToken stop
    )
    {
        var open = new OpenVariables(variables, plan.OutputNames);
        var mask = new SecretMask(variables);
        var substitution = open.Known.ForEverything();
        var context = new PlanContext(depth != ForecastDepth.NoLookups, depth == ForecastDepth.Everything);
        var onlyTargets = depth == ForecastDepth.TargetsOnly;
        using var timer = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, timer.Token);

        async Task<ImmutableArray<ForecastStep>> All(ImmutableArray<PlannedStep> steps)
        {
            var all = ImmutableArray.CreateBuilder<ForecastStep>(steps.Length);
            foreach (var step in steps)
            {
                all.Add(await StepAsync(step, open, substitution, mask, context, onlyTargets, either.Token));
                stop.ThrowIfCancellationRequested();
            }

            return all.MoveToImmutable();
        }

        var (probes, method, rollbacks) = (await All(plan.Probes), await All(plan.Method), await All(plan.Rollbacks));
        var watched = await All(plan.StopCondition?.Probes ?? []);
        var steps = probes.Concat(method).Concat(rollbacks).Concat(watched).ToList();
        return new Forecast
        {
            Plan = plan,
            Title = mask.Apply(PythonText.Str(substitution.Apply(plan.Experiment.Title))),
            Probes = probes,
            Method = method,
            Rollbacks = rollbacks,
            Watched = watched,
            OpenVariables = open.Names,
            Duration = Duration(plan.HypothesisStrategy, WorstCase.Of(probes), WorstCase.Of(method)).Within(plan.Experiment.Timeout),
            RollbackDuration = WorstCase.Of(rollbacks),
            Missing = [.. steps.SelectMany(step => step.Call.Prerequisites).Where(one => !one.IsMet).Distinct()],
            Warnings = ForecastWarnings.Of(plan, method, rollbacks),
        };
    }

    private static WorstCase Duration(HypothesisStrategy strategy, WorstCase probes, WorstCase method) =>
        strategy switch
        {
            HypothesisStrategy.Default => probes.Then(method).Then(probes),
            // The evaluation that goes on when the method ends is waited for.
            HypothesisStrategy.Continuously => probes.Then(method).Then(probes).Then(probes),
            HypothesisStrategy.Skip => method,
            _ => probes.Then(method),
        };

    private async Task<ForecastStep> StepAsync(
        PlannedStep step,
        OpenVariables open,
        Substitution substitution,
        SecretMask mask,
        PlanContext context,
        bool onlyTargets,
        CancellationToken stop
    )
    {
        if (step.Activity is not { } activity)
        {
            var nowhere = new CallPlan
            {
                What = "nothing",
                Knowledge = TargetKnowledge.Unknown,
                Reason = $"no activity is called '{step.Reference}'",
                Bound = new CallBound(TimeSpan.Zero, "nothing is called"),
            };
            return new ForecastStep(step, step.Reference ?? "", nowhere) { Bound = nowhere.Bound };
        }

        var call = ForecastMask.Apply(mask, await CallAsync(activity, open, context, onlyTargets, stop));
        var pauses = activity.Pauses is null ? null : substitution.Apply(activity.Pauses) as DataObject;
        var (before, after) = (Seconds(pauses?["before"]), Seconds(pauses?["after"]));
        return new ForecastStep(step, mask.Apply(activity.Name), call)
        {
            Pauses = (before ?? TimeSpan.Zero, after ?? TimeSpan.Zero),
            Bound =
                before is null || after is null
                    ? CallBound.Unbounded("how long it pauses is known only in the run")
                    : Repeated(activity, Limited(activity, call.Bound)),
        };
    }

    private static CallBound Limited(Activity activity, CallBound bound) =>
        activity.Timeout is { } limit && !(bound.AtMost < limit) ? new CallBound(limit, $"its timeout of {Text(limit)} s") : bound;

    // Further calls are begun until the time is over; the last of them may take as long as any.
    private static CallBound Repeated(Activity activity, CallBound once)
    {
        if (activity.Until is { } until)
        {
            return once.AtMost is { } last
                ? new CallBound(until.Timeout + last, $"{Text(until.Timeout)} s of repeating, and the last call: {once.Reason}")
                : once;
        }

        if (activity.Retry is not { } retry || once.AtMost is not { } each)
        {
            return once;
        }

        var pauses = Enumerable.Range(0, retry.Attempts - 1).Sum(at => retry.Interval.TotalSeconds * Math.Pow(retry.Backoff, at));
        return pauses < 1e9
            ? new CallBound(
                (each * retry.Attempts) + TimeSpan.FromSeconds(pauses),
                $"{retry.Attempts} calls with pauses, each: {once.Reason}"
            )
            : CallBound.Unbounded("its pauses between calls grow without a limit");
    }

    private async Task<CallPlan> CallAsync(
        Activity activity,
        OpenVariables open,
        PlanContext context,
        bool onlyTargets,
        CancellationToken stop
    )
    {
        if (providers.FirstOrDefault(one => one.Name == activity.ProviderType) is not { } provider)
        {
            return Unknown(activity.ProviderType, $"there is no provider '{activity.ProviderType}'");
        }

        if (provider is not IPlanCalls plans)
        {
            return new CallPlan
            {
                What = activity.ProviderType,
                Knowledge = activity.Kind == ActivityKind.Probe ? TargetKnowledge.None : TargetKnowledge.Opaque,
                Reason = "the provider does not tell beforehand",
            };
        }

        var secrets = open.Known.SecretsFor(activity.Provider);
        var own = new Substitution(open.Known.Configuration, secrets);
        var call = new ActivityCall
        {
            Name = activity.Name,
            Kind = activity.Kind,
            Provider = own.Apply(activity.Provider, provider.SubstitutedFields),
            Shown = own.Masked.Apply(activity.Provider, provider.SubstitutedFields),
            Configuration = open.Known.Configuration,
            Secrets = secrets,
            WithheldVariables = open.Known.WithheldFrom(activity.Provider),
            HasTolerance = activity.Tolerance is not null,
        };
        if (onlyTargets && !plans.MayNameTargets(call))
        {
            return new CallPlan { What = activity.ProviderType, Knowledge = TargetKnowledge.None };
        }

        var waits = open.NeededBy(call.Provider);
        try
        {
            // What stands open must not be taken for a value: no look-up is made with it.
            var told = await plans.PlanAsync(call, waits is null ? context : new PlanContext(looks: false), stop);
            return waits is null ? told
                : activity.Kind == ActivityKind.Probe ? told with { Warnings = told.Warnings.Add(Waits(waits)) }
                : told with { Knowledge = TargetKnowledge.Unknown, Reason = Waits(waits), Targets = [] };
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Unknown(activity.ProviderType, "the look-ups took too long");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A step's boundary: one provider's defect must not take the rest of the plan away, nor look like a good one.
            return Unknown(activity.ProviderType, $"{e.GetType().Name}: {e.Message}");
        }
    }

    private static string Waits(string variable) => $"the value of '{variable}' is found out by the run";

    private static CallPlan Unknown(string what, string reason) =>
        new()
        {
            What = what,
            Knowledge = TargetKnowledge.Unknown,
            Reason = reason,
        };

    private static TimeSpan? Seconds(DataNode? pause) =>
        pause switch
        {
            null or DataNull => TimeSpan.Zero,
            DataNumber number when number.ToDouble() is >= 0 and < 1e9 and var seconds => TimeSpan.FromSeconds(seconds),
            DataString text
                when double.TryParse(text.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
                    && seconds is >= 0 and < 1e9 => TimeSpan.FromSeconds(seconds),
            _ => null,
        };

    private static string Text(TimeSpan span) => span.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
