using System.Globalization;
using Faultline.Abstractions.Planning;
using Faultline.Engine.Planning.Forecasts;
using Faultline.Engine.Planning.Policies;

namespace Faultline.Cli.Rendering.Plans;

/// <summary>Words that text and Markdown share.</summary>
internal static class PlanWords
{
    public static string Target(PlannedTarget target) =>
        $"{target.Kind} '{target.Name}'" + (target.Namespace is null ? "" : $" in namespace '{target.Namespace}'");

    public static string Count(int count, string kind) => count == 1 ? $"1 {kind}" : $"{count} {Plural(kind)}";

    public static string Undo(PlannedTarget target) =>
        target.Undo!.StartsWith("nothing to do", StringComparison.Ordinal) ? "comes back: " + target.Undo["nothing to do: ".Length..]
        : target.CanBeUndone ? $"{Target(target)} is brought back by: {target.Undo}"
        : $"{Target(target)} can't be brought back: {target.Undo}";

    public static string Right(PlannedRight right) =>
        $"{right.Verb} {right.Resource}" + (right.Namespace is null ? "" : $" in '{right.Namespace}'");

    public static string RightWithAnswer(PlannedRight right) =>
        Right(right)
        + right.IsAllowed switch
        {
            true => "",
            false => " (MISSING)",
            null => " (not known)",
        };

    public static string Time(TimeSpan span) =>
        span < TimeSpan.FromMinutes(2) ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###} s")
        : span < TimeSpan.FromHours(2) ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min {span.Seconds} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h {span.Minutes} min");

    public static string Time(WorstCase worst) =>
        worst.AtMost is { } most
            ? "at most " + Time(most)
            : $"no limit: {string.Join(", ", worst.Unlimited)}"
                + (worst.Known > TimeSpan.Zero ? $"; all else at most {Time(worst.Known)}" : "");

    public static string Outcome(RuleOutcome outcome) =>
        outcome switch
        {
            RuleOutcome.Passed => "passed",
            RuleOutcome.NotApplicable => "not applicable",
            RuleOutcome.Refused => "REFUSED",
            _ => "REFUSED, since it can't be told",
        };

    private static string Plural(string kind) =>
        kind.EndsWith('y') ? kind[..^1] + "ies"
        : kind.EndsWith('s') ? kind + "es"
        : kind + "s";
}
