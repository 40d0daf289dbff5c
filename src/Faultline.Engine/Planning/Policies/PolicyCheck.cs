using System.Collections.Immutable;
using Faultline.Engine.Planning.Forecasts;

namespace Faultline.Engine.Planning.Policies;

/// <summary>Policies against a forecast. Nothing is looked up: what the forecast does not know, a rule does not know either.</summary>
public static class PolicyCheck
{
    /// <summary>What each rule of each policy says, in order.</summary>
    /// <param name="policies">The policies.</param>
    /// <param name="forecast">What a run would do.</param>
    /// <param name="now">When it would begin.</param>
    public static ImmutableArray<RuleResult> Evaluate(IEnumerable<Policy> policies, Forecast forecast, DateTimeOffset now) =>
        [
            .. policies.SelectMany(policy =>
                SubjectRules
                    .Evaluate(policy, forecast)
                    .Concat(LimitRules.Evaluate(policy, forecast))
                    .Concat(DocumentRules.Evaluate(policy, forecast, now))
                    .Concat(TargetRules.Evaluate(policy, forecast))
            ),
        ];
}
