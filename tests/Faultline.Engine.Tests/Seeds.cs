using System.Globalization;

namespace Faultline.Engine.Tests;

/// <summary>
/// The seeds of a test that tries many cases: 1, 2, … as many as it wants, or as its variable says; only the one that FAULTLINE_SEED
/// names, to see a failure again.
/// </summary>
internal static class Seeds
{
    /// <summary>Whether a single case is looked at, so that nothing can be said of all of them.</summary>
    public static bool IsOne => Number("FAULTLINE_SEED") is not null;

    public static IEnumerable<int> Of(string variable, int count) =>
        Number("FAULTLINE_SEED") is { } seed ? [seed] : Enumerable.Range(1, Number(variable) ?? count);

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
