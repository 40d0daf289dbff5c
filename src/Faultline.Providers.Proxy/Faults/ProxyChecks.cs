using System.Globalization;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Proxy.Faults;

/// <summary>What is wrong with the arguments of proxies' faults, all of it at once: in documents, and once variables are known.</summary>
internal static class ProxyChecks
{
    /// <summary>What is wrong: which argument, why, and what to do.</summary>
    public static IEnumerable<(string Argument, string Problem, string Remedy)> Wrong(ToxicEffect effect, ToxicArguments place)
    {
        foreach (var problem in effect.Problems())
        {
            yield return problem;
        }

        if (place.Toxicity is not (> 0 and <= 1))
        {
            yield return (
                "toxicity",
                string.Create(CultureInfo.InvariantCulture, $"'toxicity' is {place.Toxicity}, and has to be above 0 and at most 1"),
                "give the share of connections, such as 0.5"
            );
        }
    }

    /// <summary>The same of what stands in a document; what is left out or a variable is not looked at.</summary>
    public static IEnumerable<CallProblem> Check(KnownArguments arguments, ToxicEffect effect)
    {
        _ = arguments.TryGet("toxicity", out double toxicity);
        return
        [
            .. Wrong(effect, new ToxicArguments(Toxicity: toxicity))
                .Where(wrong => arguments.Value(wrong.Argument) is not null)
                .Select(wrong => arguments.Error(wrong.Argument, wrong.Problem, wrong.Remedy)),
            .. CheckPlace(arguments),
        ];
    }

    /// <summary>What is wrong with the proxy and its URL, as they stand in a document.</summary>
    public static IEnumerable<CallProblem> CheckPlace(KnownArguments arguments) =>
        [
            .. arguments.TryGet("proxy", out string? proxy) && proxy is { Length: 0 }
                ? [arguments.Error("proxy", "'proxy' is empty", "give the name of a proxy")]
                : Enumerable.Empty<CallProblem>(),
            .. ProxyReach.CheckUrl(arguments),
        ];

    /// <summary>A length of time of a document.</summary>
    public static TimeSpan Time(KnownArguments arguments, string name) => arguments.TryGet(name, out TimeSpan time) ? time : TimeSpan.Zero;

    /// <summary>A number of a document.</summary>
    public static long Number(KnownArguments arguments, string name) => arguments.TryGet(name, out long number) ? number : 0;
}
