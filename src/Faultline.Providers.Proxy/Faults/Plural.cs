using System.Globalization;

namespace Faultline.Providers.Proxy.Faults;

/// <summary>Numbers of things.</summary>
internal static class Plural
{
    /// <summary>So many: <c>1 connection</c>, <c>2 connections</c>.</summary>
    public static string Of(long count, string word) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {word}{(count == 1 ? "" : "s")}");
}
