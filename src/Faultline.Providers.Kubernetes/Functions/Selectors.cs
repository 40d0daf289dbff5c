using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Functions;

/// <summary>"No selector" never means "everything" unless the call says so by 'all', which is our own: the reference has no such argument.</summary>
internal static class Selectors
{
    private const string All = "all";

    private const string Refusal = "No selector is given, which would mean everything there is";

    private const string Remedy = "give one, or all: true if you mean it";

    /// <summary>Refuses a call without any of the selectors.</summary>
    /// <exception cref="KubernetesException">None is given, nor <c>all: true</c>.</exception>
    public static void Require(KubernetesCall call, bool all, params ReadOnlySpan<string> selectors)
    {
        foreach (var selector in selectors)
        {
            if (IsGiven(call.Arguments[selector]))
            {
                return;
            }
        }

        if (!all)
        {
            throw new KubernetesException($"{Refusal} ({string.Join(", ", selectors)}): {Remedy}.");
        }
    }

    /// <summary>Says before the run what <see cref="Require"/> will say in it.</summary>
    public static IEnumerable<CallProblem> Check(KnownArguments arguments, params string[] selectors) =>
        selectors.Any(selector => arguments.IsOpen(selector) || IsGiven(arguments.Value(selector)))
        || arguments.IsOpen(All)
        || (arguments.TryGet(All, out bool all) && all)
            ? []
            : [arguments.Error(null, $"{Refusal} ({string.Join(", ", selectors)})", Remedy)];

    /// <summary>Whether a selector chooses something: it is not absent, null, false, 0 or empty.</summary>
    public static bool IsGiven(DataNode? value) => !CallChecks.IsFalsy(value);
}
