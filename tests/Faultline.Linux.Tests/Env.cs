using System.Collections;

namespace Faultline.Linux.Tests;

/// <summary>Environments for what the tests start.</summary>
internal static class Env
{
    /// <summary>Only where programs are.</summary>
    public static IReadOnlyDictionary<string, string> Plain { get; } = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" };

    /// <summary>What a .NET program needs to find its runtime.</summary>
    public static IReadOnlyDictionary<string, string> OfThisProcess { get; } =
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => (string)pair.Value!);
}
