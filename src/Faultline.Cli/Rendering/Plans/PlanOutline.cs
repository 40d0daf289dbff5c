using System.Collections.Immutable;
using Faultline.Engine.Model;
using Faultline.Engine.Planning.Forecasts;
using Faultline.Engine.Planning.Policies;

namespace Faultline.Cli.Rendering.Plans;

/// <summary>A plan as people read it.</summary>
internal static class PlanOutline
{
    public static IEnumerable<OutlineSection> Of(PlanOutcome outcome)
    {
        if (outcome.Forecast is not { } forecast)
        {
            yield return new OutlineSection(outcome.Source, [new OutlineItem(outcome.Verdict)]);
            yield break;
        }

        yield return new OutlineSection("Plan: " + forecast.Title, [.. Head(outcome, forecast)]);
        if (forecast.Plan.Experiment.Hypothesis is { } hypothesis)
        {
            yield return Steps($"Hypothesis: {hypothesis.Title} ({When(forecast.Plan.HypothesisStrategy)})", forecast.Probes);
        }

        if (!forecast.Watched.IsEmpty)
        {
            yield return Steps(
                $"Halts the run (looked at every {PlanWords.Time(forecast.Plan.StopCondition!.Frequency)})",
                forecast.Watched
            );
        }

        yield return Steps("Method", forecast.Method);
        yield return Steps($"Rollbacks ({When(forecast.Plan.RollbackStrategy)})", forecast.Rollbacks);
        foreach (var section in Tail(outcome, forecast))
        {
            yield return section;
        }
    }

    private static IEnumerable<OutlineItem> Head(PlanOutcome outcome, Forecast forecast)
    {
        yield return new OutlineItem($"document: {outcome.Source}");
        foreach (
            var identity in forecast.Steps.Select(step => step.Call.Identity).OfType<Abstractions.Planning.PlannedIdentity>().Distinct()
        )
        {
            yield return new OutlineItem(
                $"acts as: {identity.Who} at {identity.Where}, from {identity.Source}"
                    + (identity.ConfirmedAs is null ? "" : $"; the server says '{identity.ConfirmedAs}'")
            );
        }

        yield return new OutlineItem("takes: " + PlanWords.Time(forecast.Duration));
        if (!forecast.Rollbacks.IsEmpty)
        {
            yield return new OutlineItem("rollbacks take: " + PlanWords.Time(forecast.RollbackDuration));
        }

        if (!forecast.OpenVariables.IsEmpty)
        {
            yield return new OutlineItem("found out by the run: " + string.Join(", ", forecast.OpenVariables));
        }
    }

    private static OutlineSection Steps(string heading, ImmutableArray<ForecastStep> steps) =>
        new(
            heading,
            steps.IsEmpty ? [new OutlineItem("none")] : [.. steps.Select(step => StepOutline.Of(step, tellsUndo: heading == "Method"))],
            IsOrdered: !steps.IsEmpty
        );

    private static IEnumerable<OutlineSection> Tail(PlanOutcome outcome, Forecast forecast)
    {
        if (!outcome.Rules.IsEmpty)
        {
            yield return new OutlineSection("Policies", [.. outcome.Rules.Select(Rule)]);
        }

        var rights = forecast.Steps.SelectMany(step => step.Call.Rights).Where(right => right.IsAllowed is null).Distinct().ToList();
        ImmutableArray<string> warnings =
        [
            .. outcome.Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Warning).Select(one => $"{one.Message} ({one.Place})"),
            .. forecast.Warnings,
            .. rights.Count == 0
                ? []
                : new[] { "whether these rights are granted is not known: " + string.Join(", ", rights.Select(PlanWords.Right)) },
        ];
        if (!warnings.IsEmpty)
        {
            yield return new OutlineSection("Warnings", [.. warnings.Select(text => new OutlineItem(text))]);
        }

        ImmutableArray<string> obstacles = [.. outcome.Errors.Select(one => $"{one.Message} ({one.Place})"), .. outcome.Obstacles];
        if (!obstacles.IsEmpty)
        {
            yield return new OutlineSection("In the way", [.. obstacles.Select(text => new OutlineItem(text))]);
        }

        yield return new OutlineSection("Result", [new OutlineItem(outcome.Verdict)]);
    }

    private static OutlineItem Rule(RuleResult rule) =>
        new(
            $"{PlanWords.Outcome(rule.Outcome)}: '{rule.Policy}' {rule.Rule}: {rule.Message}",
            rule.IsRefusal && rule.Remedy is { } remedy ? [new OutlineItem(remedy)] : []
        );

    private static string When(HypothesisStrategy strategy) =>
        strategy switch
        {
            HypothesisStrategy.Default => "a gate before the method, and again after it",
            HypothesisStrategy.BeforeMethodOnly => "a gate before the method only",
            HypothesisStrategy.AfterMethodOnly => "after the method only",
            HypothesisStrategy.DuringMethodOnly => "while the method runs only",
            HypothesisStrategy.Continuously => "a gate before the method, while it runs, and after it",
            _ => "never evaluated",
        };

    private static string When(RollbackStrategy strategy) =>
        strategy switch
        {
            RollbackStrategy.Default => "played unless the run failed or was interrupted",
            RollbackStrategy.Always => "played whatever happened",
            RollbackStrategy.Never => "never played",
            _ => "played only when the hypothesis deviated",
        };
}
