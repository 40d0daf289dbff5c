using System.Collections.Immutable;
using Faultline.Abstractions.Planning;
using Faultline.Engine.Planning.Forecasts;

namespace Faultline.Engine.Planning.Policies;

/// <summary>Where a run may act: namespaces, clusters, accounts, hosts.</summary>
internal static class SubjectRules
{
    public static IEnumerable<RuleResult> Evaluate(Policy policy, Forecast forecast)
    {
        foreach (var subject in Enum.GetValues<PolicySubject>())
        {
            if (policy.Denied.TryGetValue(subject, out var denied))
            {
                yield return Judge(policy, forecast, subject, denied, isAllowed: false);
            }

            if (policy.Allowed.TryGetValue(subject, out var allowed))
            {
                yield return Judge(policy, forecast, subject, allowed, isAllowed: true);
            }
        }
    }

    private static RuleResult Judge(
        Policy policy,
        Forecast forecast,
        PolicySubject subject,
        ImmutableArray<string> patterns,
        bool isAllowed
    )
    {
        var (broken, unknown) = (new List<string>(), new List<string>());
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        // Whom a run contacts is told of probes, too; the others are about what is acted on.
        foreach (var step in subject == PolicySubject.Hosts ? forecast.Steps : Judging.Actions(forecast))
        {
            if (WhyUnknown(policy, step, subject) is { } reason)
            {
                unknown.Add(reason);
            }

            foreach (var names in Of(step, subject))
            {
                seen.Add(names[0]);
                var isMatch = names.Any(name => PatternList.Match(patterns, name) is not null);
                if (isMatch != isAllowed)
                {
                    broken.Add($"'{step.Name}' {(subject == PolicySubject.Hosts ? "contacts" : "acts in")} {Word(subject)} '{names[0]}'");
                }
            }
        }

#pragma warning disable CA1308 // Keys of policies are small letters.
        var rule = (isAllowed ? "allowed." : "denied.") + subject.ToString().ToLowerInvariant();
#pragma warning restore CA1308
        return Judging.Of(
            policy,
            rule,
            [.. broken.Distinct()],
            [.. unknown.Distinct()],
            seen.Count > 0,
            string.Join(", ", seen),
            (isAllowed ? "allowed are: " : "denied are: ") + string.Join(", ", patterns)
        );
    }

    // Several names of the same thing stand beside each other.
    private static IEnumerable<string[]> Of(ForecastStep step, PolicySubject subject) =>
        subject switch
        {
            PolicySubject.Namespaces => step.Call.Targets.Select(NamespaceOf).OfType<string>().Distinct().Select(ns => new[] { ns }),
            PolicySubject.Clusters when step.Call.Identity is { } at => [at.Context is { } context ? [at.Where, context] : [at.Where]],
            PolicySubject.Hosts => step.Call.Hosts.Select(host => new[] { host }),
            _ => [],
        };

    // A namespace that is itself a target is where it acts.
    private static string? NamespaceOf(PlannedTarget target) => target.Kind == "namespace" ? target.Name : target.Namespace;

    private static string? WhyUnknown(Policy policy, ForecastStep step, PolicySubject subject) =>
        subject switch
        {
            PolicySubject.Namespaces => Judging.WhyUnknown(policy, step),
            // Whom a program talks to is as unknown as what it does; a request names its host.
            _ when step.Call.Knowledge == TargetKnowledge.Opaque && step.Call.Hosts.IsEmpty && subject != PolicySubject.Accounts =>
                Judging.WhyUnknown(policy, step),
            _ when step.Call is { Knowledge: TargetKnowledge.Unknown, Hosts.IsEmpty: true, Identity: null } => Judging.WhyUnknown(
                policy,
                step
            ),
            _ => null,
        };

    private static string Word(PolicySubject subject) =>
        subject switch
        {
            PolicySubject.Namespaces => "namespace",
            PolicySubject.Clusters => "cluster",
            PolicySubject.Accounts => "account",
            _ => "host",
        };
}
