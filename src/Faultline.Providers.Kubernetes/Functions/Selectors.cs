using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Functions;

/// <summary>"No selector" never means "everything" unless the call says so.</summary>
internal static class Selectors
{
    private const string Refusal = "No selector is given, which would mean everything there is";

    private const string Remedy = "give one, or all: true if you mean it";

    /// <summary>Refuses a call without any of the selectors.</summary>
    /// <exception cref="KubernetesException">None is given, nor <c>all: true</c>.</exception>
    public static void Require(KubernetesCall call, params ReadOnlySpan<Parameter> selectors)
    {
        foreach (var selector in selectors)
        {
            if (IsGiven(call.Arguments[selector.Declaration.Name]))
            {
                return;
            }
        }

        if (!call.Get(Common.All))
        {
            throw new KubernetesException($"{Refusal} ({Names(selectors)}): {Remedy}.");
        }
    }

    /// <summary>Says before the run what <see cref="Require"/> will say in it.</summary>
    public static ArgumentCheck Check(params Parameter[] selectors) =>
        arguments =>
            selectors.Any(selector => arguments.IsOpen(selector) || IsGiven(arguments.Value(selector)))
            || arguments.IsOpen(Common.All)
            || (arguments.TryGet(Common.All, out var all) && all)
                ? []
                : [arguments.Error(null, $"{Refusal} ({Names(selectors)})", Remedy)];

    /// <summary>Whether a selector chooses something: it is not absent, null, false, 0 or empty.</summary>
    public static bool IsGiven(DataNode? value) => !CallChecks.IsFalsy(value);

    private static string Names(ReadOnlySpan<Parameter> selectors)
    {
        var names = new List<string>(selectors.Length);
        foreach (var selector in selectors)
        {
            names.Add(selector.Declaration.Name);
        }

        return string.Join(", ", names);
    }
}
