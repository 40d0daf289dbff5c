using Faultline.Abstractions.Planning;
using Faultline.Engine.Planning.Forecasts;

namespace Faultline.Engine.Planning.Policies;

/// <summary>What rules have in common.</summary>
internal static class Judging
{
    /// <summary>The actions of a run, rollbacks included: what puts back acts, too.</summary>
    public static IEnumerable<ForecastStep> Actions(Forecast forecast) => forecast.Steps.Where(step => step.IsAction);

    /// <summary>
    /// Why the targets of an action are not known to a rule; null where they are. A program counts as unknown unless the policy
    /// allows what nobody can look into.
    /// </summary>
    public static string? WhyUnknown(Policy policy, ForecastStep step) =>
        step.Call.Knowledge switch
        {
            TargetKnowledge.Unknown or TargetKnowledge.NotLooked =>
                $"what '{step.Name}' hits is not known: {step.Call.Reason ?? "nobody looked"}",
            TargetKnowledge.Opaque when !policy.AllowsOpaque => $"what '{step.Name}' hits is not known: {step.Call.Reason}",
            _ => null,
        };

    /// <summary>The result of a rule about targets: broken, else unknown, else kept.</summary>
    public static RuleResult Of(
        Policy policy,
        string rule,
        IReadOnlyCollection<string> broken,
        IReadOnlyCollection<string> unknown,
        bool isAboutAnything,
        string passed,
        string remedy
    ) =>
        broken.Count > 0
            ? new RuleResult(policy.Name, rule, RuleOutcome.Refused, string.Join("; ", broken.Take(5)) + More(broken.Count))
            {
                Targets = [.. broken],
                Remedy = remedy,
            }
        : unknown.Count > 0
            ? new RuleResult(policy.Name, rule, RuleOutcome.Unknown, string.Join("; ", unknown.Take(5)) + More(unknown.Count))
            {
                Remedy =
                    "make it known (rights, reachable clusters, native functions), or set opaque-actions: allowed in the policy for programs",
            }
        : isAboutAnything ? new RuleResult(policy.Name, rule, RuleOutcome.Passed, passed)
        : new RuleResult(policy.Name, rule, RuleOutcome.NotApplicable, "nothing that the run does is of this kind");

    public static string Words(PlannedTarget target) =>
        $"{target.Kind} '{target.Name}'" + (target.Namespace is null ? "" : $" in namespace '{target.Namespace}'");

    private static string More(int count) => count > 5 ? $"; and {count - 5} more" : "";
}
