using System.Globalization;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Planning;

namespace Faultline.Providers.Local.Processes;

/// <summary>Which program would be started; nothing is.</summary>
internal static class ProcessPlans
{
    /// <summary>The plan of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="asked">The program as the activity names it.</param>
    /// <param name="found">Where it is; null where it can't be found.</param>
    /// <param name="words">Its arguments as they would be handed over; null where they can't be read.</param>
    /// <param name="limit">How long it may run.</param>
    public static CallPlan Of(ActivityCall call, string asked, string? found, string[]? words, TimeSpan? limit)
    {
        var isProbe = call.Kind == ActivityKind.Probe;
        var arguments = call.Provider["arguments"];
        return new CallPlan
        {
            What = string.Join(' ', [found ?? asked, .. Shown(arguments, words ?? [])]),
            Knowledge =
                found is null || words is null ? TargetKnowledge.Unknown
                : isProbe ? TargetKnowledge.None
                : TargetKnowledge.Opaque,
            Reason =
                found is null ? $"the program '{asked}' can't be found"
                : words is null ? "its arguments are neither a text nor a list"
                : isProbe ? null
                : "what a program does is not known",
            Prerequisites = [new Prerequisite("program", asked, found is not null, found ?? "install it, or correct its path or PATH")],
            Bound = limit is { } span
                ? new CallBound(span, string.Create(CultureInfo.InvariantCulture, $"its timeout of {span.TotalSeconds:0.###} s"))
                : CallBound.Unbounded("the program has no timeout"),
        };
    }

    // What a shell is given is shown as the line that it was written as.
    private static IEnumerable<string> Shown(DataNode? arguments, string[] words) =>
        arguments is DataString line
            ? [line.Value]
            : words.Select(word => word.Contains(' ', StringComparison.Ordinal) ? $"'{word}'" : word);
}
