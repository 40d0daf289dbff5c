using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>What may be wrong with the arguments of faults of the network.</summary>
internal static class NetworkChecks
{
    private const string NeedsTarget = "direction 'from' and 'both' need the pods at the other end, and take no external_targets";
    private const string NeedsTargetRemedy = "give target_label_selectors (or target_namespaces_selectors), or leave direction at 'to'";

    /// <summary>Finds a fault that would do nothing.</summary>
    public static IEnumerable<CallProblem> CheckNeeded(KnownArguments arguments, string name) =>
        !arguments.IsOpen(name) && !Selectors.IsGiven(arguments.Value(name))
            ? [arguments.Error(null, $"{name} is not given: there is nothing to do to the packets", "give it")]
            : [];

    /// <summary>Finds lengths of time that are none.</summary>
    public static IEnumerable<CallProblem> CheckLengths(KnownArguments arguments, params string[] names) =>
        names.SelectMany(name => GoDuration.Check(arguments, name));

    /// <summary>What is wrong with the arguments that all of them have.</summary>
    public static IEnumerable<CallProblem> Check(KnownArguments arguments)
    {
        if (
            arguments.TryGet("direction", out string? direction)
            && Problem(
                direction!,
                ChaosSelector.MayBeGiven(arguments, TargetPods.Prefix),
                Selectors.IsGiven(arguments.Value("external_targets"))
            )
                is { } problem
        )
        {
            yield return arguments.Error("direction", problem.Message, problem.Remedy);
        }

        if (!arguments.Has("duration"))
        {
            yield return arguments.Warning(
                null,
                "no duration is given: the fault lasts until delete_network_fault",
                "give a duration, or delete it among the rollbacks"
            );
        }

        foreach (var other in Fault.Check(arguments).Concat(ChaosSelector.Check(arguments, TargetPods.Prefix)))
        {
            yield return other;
        }
    }

    /// <summary>What is wrong with a direction; null where nothing is.</summary>
    public static (string Message, string Remedy)? Problem(string direction, bool hasTarget, bool hasExternal) =>
        direction is not ("to" or "from" or "both") ? ($"there is no direction '{direction}'", "use one of 'to', 'from', 'both'")
        : direction != "to" && (!hasTarget || hasExternal) ? (NeedsTarget, NeedsTargetRemedy)
        : null;
}
