using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>The arguments by which functions choose pods.</summary>
internal static class PodSelectionArguments
{
    public const string NoSelector = "Neither label_selector nor name_pattern is given";

    public const string NoSelectorRemedy = "give one of them, or all: true to choose every pod of the namespace";

    public static ImmutableArray<string> Modes { get; } = ["fixed", "percentage"];

    public static ImmutableArray<string> Orders { get; } = ["alphabetic", "oldest"];

    public static Parameter<string?> LabelSelector { get; } =
        Parameter.OptionalText("label_selector", "Which pods: a label selector, such as 'app=web'.");

    public static Parameter<string?> NamePattern { get; } =
        Parameter.OptionalText("name_pattern", "Which pods: a regular expression that is found anywhere in their names.");

    public static Parameter<bool> All { get; } = Parameter.Flag("all", false, "Whether to choose every pod that matches.");

    public static Parameter<bool> Rand { get; } =
        Parameter.Flag("rand", false, "Whether to choose by chance rather than from the top of the order.");

    public static Parameter<string> Mode { get; } =
        Parameter.Text("mode", "What qty counts: 'fixed' for pods, 'percentage' for a share of those that match.", "fixed");

    public static Parameter<long> Quantity { get; } =
        Parameter.Integer("qty", 1, "How many to choose: pods, or percent (rounded up) with mode 'percentage'.");

    public static Parameter<string> Order { get; } =
        Parameter.Text("order", "From which end: 'alphabetic' for the API's order, 'oldest' for the oldest first.", "alphabetic");

    public static PodSelection Read(KubernetesCall call) =>
        new()
        {
            LabelSelector = call.Get(LabelSelector),
            NamePattern = call.Get(NamePattern),
            All = call.Get(All),
            ByChance = call.Get(Rand),
            Mode = call.Get(Mode),
            Quantity = call.Get(Quantity),
            Order = call.Get(Order),
        };

    /// <summary>What is wrong with them, as far as it is known before the run.</summary>
    public static IEnumerable<CallProblem> Check(CheckedArguments arguments)
    {
        if (arguments.TryGet(Quantity, out var quantity) && quantity < 0)
        {
            yield return arguments.Error(Quantity, $"Cannot select pods. Quantity '{quantity}' is negative.", "give 0 or more");
        }

        if (arguments.TryGet(Mode, out var mode) && !Modes.Contains(mode))
        {
            yield return arguments.Error(Mode, $"Cannot select pods. Mode '{mode}' is invalid.", Suggestion.For(mode, Modes));
        }

        if (arguments.TryGet(Order, out var order) && !Orders.Contains(order))
        {
            yield return arguments.Error(Order, $"Cannot select pods. Order '{order}' is invalid.", Suggestion.For(order, Orders));
        }

        if (arguments.TryGet(NamePattern, out var pattern) && PythonPattern.Problem(pattern) is { } wrong)
        {
            yield return arguments.Error(NamePattern, wrong, "correct it");
        }

        if (IsUnlimited(arguments))
        {
            yield return arguments.Error(null, NoSelector, NoSelectorRemedy);
        }
    }

    /// <summary>Warns of a quantity that is left out.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="happens">What happens to one pod.</param>
    public static IEnumerable<CallProblem> CheckQuantity(CheckedArguments arguments, string happens)
    {
        if (arguments.TryGet(All, out var all) && !all && !arguments.Has(Quantity))
        {
            yield return arguments.TryGet(Mode, out var mode) && mode == "percentage"
                ? arguments.Warning(null, $"qty defaults to 1: one percent of the pods that match {happens}")
                : arguments.Warning(null, $"qty defaults to 1: one pod of those that match {happens}");
        }
    }

    private static bool IsUnlimited(CheckedArguments arguments) =>
        arguments.TryGet(LabelSelector, out var selector)
        && string.IsNullOrEmpty(selector)
        && arguments.TryGet(NamePattern, out var pattern)
        && string.IsNullOrEmpty(pattern)
        && arguments.TryGet(All, out var all)
        && !all;
}
