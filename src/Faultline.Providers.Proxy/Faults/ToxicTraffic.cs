using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Faults;

/// <summary>What has gone through a toxic, canaries left out.</summary>
/// <param name="Connections">Connections that it was for.</param>
/// <param name="Bytes">Bytes that came to it.</param>
/// <param name="Ended">Connections that it closed or reset.</param>
internal sealed record ToxicTraffic(long Connections, long Bytes, long Ended)
{
    /// <summary>Asks a server of ours; null where it does not count the toxic (any more).</summary>
    /// <exception cref="ProxyApiException">It can't be asked.</exception>
    public static async Task<ToxicTraffic?> AskAsync(ProxyApi api, ToxicTarget target, CancellationToken stop)
    {
        if (await ProxyMetrics.AskAsync(api, stop) is not { } metrics)
        {
            return null;
        }

        var labels = new[] { ("proxy", target.Proxy), ("toxic", target.Toxic) };
        return metrics.Value("faultline_toxic_connections_total", labels) is { } connections
            ? new ToxicTraffic(
                connections,
                metrics.Value("faultline_toxic_bytes_total", labels) ?? 0,
                metrics.Value("faultline_toxic_ended_connections_total", labels) ?? 0
            )
            : null;
    }

    /// <summary>In words, without a full stop.</summary>
    public string Words =>
        Connections == 0
            ? "no connection went through it"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{Plural.Of(Connections, "connection")} went through it, with {Plural.Of(Bytes, "byte")}{(Ended == 0 ? "" : $", of which it ended {Ended}")}"
            );

    /// <summary>The figures of a proof.</summary>
    public DataObject Figures => DataObject.Of(("connections", Connections), ("bytes", Bytes), ("ended_connections", Ended));
}
