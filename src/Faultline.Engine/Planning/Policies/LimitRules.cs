using System.Globalization;
using Faultline.Abstractions.Planning;
using Faultline.Engine.Planning.Forecasts;

namespace Faultline.Engine.Planning.Policies;

/// <summary>How much a run may hit, and how long it may take.</summary>
internal static class LimitRules
{
    public static IEnumerable<RuleResult> Evaluate(Policy policy, Forecast forecast)
    {
        if (policy.MostPercent is { } percent)
        {
            yield return Share(policy, forecast, percent);
        }

        if (policy.MostTargets is { } targets)
        {
            yield return Count(policy, forecast, targets);
        }

        if (policy.MostDuration is { } duration)
        {
            yield return Duration(policy, forecast, duration);
        }
    }

    private static RuleResult Share(Policy policy, Forecast forecast, double most)
    {
        // What two steps hit of the same adds up: nothing says that they hit the same.
        var shares = forecast
            .Method.Where(step => step.IsAction)
            .SelectMany(step => step.Call.Shares)
            .GroupBy(share => (share.Of, share.Unit))
            .Select(group => group.First() with { Hit = Math.Min(group.Sum(share => share.Hit), group.Max(share => share.Total)) })
            .ToList();
        return Judging.Of(
            policy,
            "limits.share",
            [.. shares.Where(share => share.Hit * 100.0 > most * share.Total).Select(Words)],
            Unknown(policy, forecast),
            shares.Count > 0,
            string.Join(", ", shares.Select(Words)),
            string.Create(CultureInfo.InvariantCulture, $"at most {most:0.##} per cent may be hit")
        );
    }

    private static RuleResult Count(Policy policy, Forecast forecast, int most)
    {
        var count = forecast.Method.Where(step => step.IsAction).Sum(step => step.MostTargets);
        return Judging.Of(
            policy,
            "limits.targets",
            count > most ? [$"{count} targets would be hit"] : [],
            Unknown(policy, forecast),
            count > 0,
            $"{count} {(count == 1 ? "target" : "targets")}",
            $"at most {most} may be hit"
        );
    }

    private static RuleResult Duration(Policy policy, Forecast forecast, TimeSpan most)
    {
        var worst = forecast.Duration.Then(forecast.RollbackDuration);
        var limit = string.Create(CultureInfo.InvariantCulture, $"a run may take {most.TotalSeconds:0.###} s at most, rollbacks included");
        var known = string.Create(CultureInfo.InvariantCulture, $"it takes {worst.Known.TotalSeconds:0.###} s at most");
        return worst.Known > most ? new RuleResult(policy.Name, "limits.duration", RuleOutcome.Refused, known) { Remedy = limit }
            : worst.AtMost is null
                ? new RuleResult(
                    policy.Name,
                    "limits.duration",
                    RuleOutcome.Unknown,
                    "nothing limits how long these take: " + string.Join(", ", worst.Unlimited)
                )
                {
                    Remedy = limit + "; give them a timeout",
                }
            : new RuleResult(policy.Name, "limits.duration", RuleOutcome.Passed, known);
    }

    private static IReadOnlyCollection<string> Unknown(Policy policy, Forecast forecast) =>
        [.. forecast.Method.Where(step => step.IsAction).Select(step => Judging.WhyUnknown(policy, step)).OfType<string>()];

    private static string Words(TargetShare share) => $"{share.Hit} of {share.Total} {share.Unit} of {share.Of} ({share.Percent} %)";
}
