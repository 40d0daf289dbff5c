using Faultline.Abstractions.Data;
using Faultline.Engine.Planning.Forecasts;

namespace Faultline.Engine.Planning.Policies;

/// <summary>What a document must say of itself, and when it may be run.</summary>
internal static class DocumentRules
{
    public static IEnumerable<RuleResult> Evaluate(Policy policy, Forecast forecast, DateTimeOffset now)
    {
        var document = forecast.Plan.Experiment.Document;
        if (!policy.RequiredTags.IsEmpty)
        {
            var tags = (document["tags"] as DataArray)?.Items.OfType<DataString>().Select(tag => tag.Value).ToList() ?? [];
            var missing = policy.RequiredTags.Where(tag => !tags.Contains(tag, StringComparer.Ordinal)).ToList();
            yield return Of(policy, "required.tags", missing, "tag");
        }

        if (!policy.RequiredContributions.IsEmpty)
        {
            var stated = document["contributions"] as DataObject ?? DataObject.Empty;
            var missing = policy
                .RequiredContributions.Where(one => !(stated.Text(one.Key) is { } value && (one.Value.Length == 0 || value == one.Value)))
                .Select(one => one.Value.Length == 0 ? one.Key : $"{one.Key}: {one.Value}")
                .ToList();
            yield return Of(policy, "required.contributions", missing, "contribution");
        }

        if (policy.Times is { } times)
        {
            yield return times.WhyNot(now) is { } why
                ? new RuleResult(policy.Name, "times", RuleOutcome.Refused, why)
                {
                    Remedy = "run it within the times that the policy allows",
                }
                : new RuleResult(policy.Name, "times", RuleOutcome.Passed, $"now is within {times.Hours} {times.Zone.Id}");
        }
    }

    private static RuleResult Of(Policy policy, string rule, List<string> missing, string what) =>
        missing.Count == 0
            ? new RuleResult(policy.Name, rule, RuleOutcome.Passed, $"the document has every {what}")
            : new RuleResult(
                policy.Name,
                rule,
                RuleOutcome.Refused,
                $"the document lacks the {what} " + string.Join(", ", missing.Select(one => $"'{one}'"))
            )
            {
                Remedy = "add it to the document",
            };
}
