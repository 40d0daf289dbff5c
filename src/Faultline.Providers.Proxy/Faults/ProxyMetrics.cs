using System.Collections.Immutable;
using System.Globalization;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Faults;

/// <summary>What a server has counted, in Prometheus' text (<c>GET /metrics</c>).</summary>
/// <param name="lines">Its lines.</param>
internal sealed class ProxyMetrics(ImmutableArray<string> lines)
{
    /// <summary>Asks a server; null where it counts nothing, as a Toxiproxy without <c>-proxy-metrics</c>.</summary>
    /// <exception cref="ProxyApiException">It can't be asked.</exception>
    public static async Task<ProxyMetrics?> AskAsync(ProxyApi api, CancellationToken stop)
    {
        try
        {
            return new ProxyMetrics([.. (await api.MetricsAsync(stop)).Split('\n')]);
        }
        catch (ProxyApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>The value of a counter; null where there is none with these labels.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="labels">Labels that it has to have.</param>
    public long? Value(string name, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        foreach (var line in lines)
        {
            if (line.StartsWith(name + "{", StringComparison.Ordinal) && HasAll(line, labels))
            {
                var value = line[(line.LastIndexOf('}') + 1)..].Trim();
                return double.TryParse(value, CultureInfo.InvariantCulture, out var number) ? (long)number : null;
            }
        }

        return null;
    }

    private static bool HasAll(string line, ReadOnlySpan<(string Name, string Value)> labels)
    {
        foreach (var (name, value) in labels)
        {
            if (!line.Contains($"{name}={Quote(value)}", StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static string Quote(string value) =>
        '"'
        + value
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)
        + '"';
}
