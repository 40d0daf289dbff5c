using Faultline.Abstractions.Data;
using Faultline.Abstractions.Planning;
using Faultline.Engine.Planning.Forecasts;

namespace Faultline.Engine.Planning.Policies;

/// <summary>Which faults may be used, and what their targets must have.</summary>
internal static class TargetRules
{
    public static IEnumerable<RuleResult> Evaluate(Policy policy, Forecast forecast)
    {
        if (!policy.Forbidden.IsEmpty)
        {
            yield return Forbidden(policy, forecast);
        }

        if (!policy.RequiredLabels.IsEmpty)
        {
            yield return Labels(policy, forecast);
        }

        if (policy.NeedsRollbacks)
        {
            yield return Rollbacks(policy, forecast);
        }
    }

    private static RuleResult Forbidden(Policy policy, Forecast forecast)
    {
        var actions = Judging.Actions(forecast).ToList();
        var broken = actions
            .Select(step =>
                (
                    step,
                    Pattern: NamesOf(step)
                        .Select(name => PatternList.Match(policy.Forbidden, name))
                        .FirstOrDefault(found => found is not null)
                )
            )
            .Where(one => one.Pattern is not null)
            .Select(one => $"'{one.step.Name}' is of '{one.Pattern}'");
        return Judging.Of(policy, "forbidden", [.. broken], [], actions.Count > 0, "none of them is used", "use another fault");
    }

    // A provider's own name, and for a call of a function the function's.
    private static IEnumerable<string> NamesOf(ForecastStep step)
    {
        if (step.Step.Activity is not { } activity)
        {
            yield break;
        }

        yield return activity.ProviderType;
        if (activity.Provider.Text("module") is { } module && activity.Provider.Text("func") is { } function)
        {
            yield return $"{module}.{function}";
        }
    }

    private static RuleResult Labels(Policy policy, Forecast forecast)
    {
        var steps = forecast.Method.Where(step => step.IsAction).ToList();
        // What would be created has the labels that its maker gives it.
        var targets = steps
            .SelectMany(step => step.Call.Targets)
            .Where(target => !target.Change.StartsWith("created", StringComparison.Ordinal))
            .ToList();
        var broken = targets.SelectMany(target =>
            policy
                .RequiredLabels.Where(label => !Has(target.Labels, label))
                .Select(label => $"{Judging.Words(target)} has no label {Text(label)}")
        );
        return Judging.Of(
            policy,
            "required.labels",
            [.. broken.Distinct()],
            [.. steps.Select(step => Judging.WhyUnknown(policy, step)).OfType<string>()],
            targets.Count > 0,
            "every target has them",
            "label what may be hit: " + string.Join(", ", policy.RequiredLabels.Select(Text))
        );
    }

    private static RuleResult Rollbacks(Policy policy, Forecast forecast)
    {
        var steps = forecast.Method.Where(step => step.IsAction).ToList();
        var broken = forecast.Warnings.Where(warning =>
            warning.Contains("no rollback", StringComparison.Ordinal) || warning.Contains("can't be undone", StringComparison.Ordinal)
        );
        return Judging.Of(
            policy,
            "required.rollbacks",
            [.. broken],
            [
                .. steps
                    .Where(step => step.Call.Knowledge != TargetKnowledge.Opaque)
                    .Select(step => Judging.WhyUnknown(policy, step))
                    .OfType<string>(),
            ],
            steps.Count > 0,
            "everything comes back by itself or by a rollback",
            "add rollbacks, and do not turn them off"
        );
    }

    private static bool Has(DataObject labels, KeyValuePair<string, string> wanted) =>
        labels.Text(wanted.Key) is { } value && (wanted.Value.Length == 0 || value == wanted.Value);

    private static string Text(KeyValuePair<string, string> label) => label.Value.Length == 0 ? label.Key : $"{label.Key}={label.Value}";
}
