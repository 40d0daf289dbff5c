using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>
/// Lengths of time as Chaos Mesh reads them: <c>100ms</c>, <c>1.5s</c>. It compares some of them as texts, by which <c>0.5s</c> is less
/// than nothing: fractions are therefore written in a smaller unit.
/// </summary>
internal static partial class GoDuration
{
    private static readonly ImmutableArray<(string Unit, decimal Nanoseconds)> Units =
    [
        ("h", 3_600_000_000_000),
        ("m", 60_000_000_000),
        ("s", 1_000_000_000),
        ("ms", 1_000_000),
        ("us", 1_000),
        ("ns", 1),
    ];

    /// <summary>The same length without a fraction.</summary>
    /// <exception cref="KubernetesException">The text is none.</exception>
    public static string Of(string name, string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            throw new KubernetesException($"{Problem(name, text)}: {Remedy}.");
        }

        if (!text.Contains('.', StringComparison.Ordinal))
        {
            return text;
        }

        var length =
            decimal.Parse(match.Groups[1].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
            * Units.First(unit => unit.Unit == match.Groups[2].Value).Nanoseconds;
        var (whole, nanoseconds) = Units.FirstOrDefault(unit => length % unit.Nanoseconds == 0, Units[^1]);
        return decimal.Truncate(length / nanoseconds).ToString("0", CultureInfo.InvariantCulture) + whole;
    }

    /// <summary>Finds texts that are none.</summary>
    public static IEnumerable<CallProblem> Check(KnownArguments arguments, string name)
    {
        if (arguments.TryGet(name, out string? text) && !string.IsNullOrEmpty(text) && !Pattern().IsMatch(text))
        {
            yield return arguments.Error(name, Problem(name, text), Remedy);
        }
    }

    private const string Remedy = "write a number and a unit (ns, us, ms, s, m, h), such as 100ms";

    private static string Problem(string name, string text) => $"{name} '{text}' is not a length of time";

    [GeneratedRegex("^([0-9]{1,9}(?:\\.[0-9]{1,9})?)(ns|us|ms|s|m|h)\\z")]
    private static partial Regex Pattern();
}
