using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Functions;
using Suggestion = Faultline.Providers.Kubernetes.Functions.Suggestion;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>What may be wrong with the arguments by which functions choose pods.</summary>
internal static class PodSelectionArguments
{
    public const string NoSelector = "Neither label_selector nor name_pattern is given";

    public const string NoSelectorRemedy = "give one of them, or all: true to choose every pod of the namespace";

    public static ImmutableArray<string> Modes { get; } = ["fixed", "percentage"];

    public static ImmutableArray<string> Orders { get; } = ["alphabetic", "oldest"];

    /// <summary>What is wrong with them, as far as it is known before the run.</summary>
    public static IEnumerable<CallProblem> Check(KnownArguments arguments)
    {
        if (arguments.TryGet("qty", out long quantity) && quantity < 0)
        {
            yield return arguments.Error("qty", $"Cannot select pods. Quantity '{quantity}' is negative.", "give 0 or more");
        }

        if (arguments.TryGet("mode", out string? mode) && !Modes.Contains(mode!))
        {
            yield return arguments.Error("mode", $"Cannot select pods. Mode '{mode}' is invalid.", Suggestion.For(mode!, Modes));
        }

        if (arguments.TryGet("order", out string? order) && !Orders.Contains(order!))
        {
            yield return arguments.Error("order", $"Cannot select pods. Order '{order}' is invalid.", Suggestion.For(order!, Orders));
        }

        if (CheckPattern(arguments, "name_pattern") is { } wrong)
        {
            yield return wrong;
        }

        if (arguments.TryGet("all", out bool all) && !all && IsUnlimited(arguments, "name_pattern"))
        {
            yield return arguments.Error(null, NoSelector, NoSelectorRemedy);
        }
    }

    /// <summary>What is wrong with a pattern of names; null where nothing is.</summary>
    public static CallProblem? CheckPattern(KnownArguments arguments, string argument) =>
        arguments.TryGet(argument, out string? pattern) && PythonPattern.Problem(pattern) is { } wrong
            ? arguments.Error(argument, wrong, "correct it")
            : null;

    /// <summary>Whether neither labels nor names limit what is chosen.</summary>
    public static bool IsUnlimited(KnownArguments arguments, string pattern) =>
        arguments.TryGet("label_selector", out string? selector)
        && string.IsNullOrEmpty(selector)
        && arguments.TryGet(pattern, out string? names)
        && string.IsNullOrEmpty(names);

    /// <summary>Warns of a quantity that is left out.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="happens">What happens to one pod.</param>
    public static IEnumerable<CallProblem> CheckQuantity(KnownArguments arguments, string happens)
    {
        if (arguments.TryGet("all", out bool all) && !all && !arguments.Has("qty"))
        {
            yield return arguments.TryGet("mode", out string? mode) && mode == "percentage"
                ? arguments.Warning(null, $"qty defaults to 1: one percent of the pods that match {happens}")
                : arguments.Warning(null, $"qty defaults to 1: one pod of those that match {happens}");
        }
    }
}
