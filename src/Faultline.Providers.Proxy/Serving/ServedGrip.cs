using Faultline.Abstractions.Faults;
using Faultline.Providers.Proxy.Client;
using Faultline.Providers.Proxy.Faults;

namespace Faultline.Providers.Proxy.Serving;

/// <summary>What holds a proxy of this process: its place in a server.</summary>
internal sealed class ServedGrip(IAsyncDisposable place, ProxyApi api, string proxy, FaultContext context) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private int _knocks;

    /// <summary>We connect ourselves, which is not to be counted.</summary>
    /// <returns>How often that has been before.</returns>
    public int KnockAgain() => _knocks++;

    /// <summary>The server's API.</summary>
    public ProxyApi Api => api;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var enough = new CancellationTokenSource(s_patience, context.Time);
        try
        {
            if (await ProxyMetrics.AskAsync(api, enough.Token) is { } metrics && Sum(metrics) is { } sum)
            {
                context.Report(sum);
            }

            await api.DeleteProxyAsync(proxy, enough.Token);
        }
        catch (Exception e) when (e is ProxyApiException or OperationCanceledException)
        {
            // It was never made, or goes with its server.
        }

        await place.DisposeAsync();
        api.Dispose();
    }

    private string? Sum(ProxyMetrics metrics) =>
        metrics.Value("faultline_proxy_connections_total", ("proxy", proxy)) is { } connections
            ? $"Proxy '{proxy}' ends: {Plural.Of(connections - _knocks, "connection")}, {Bytes(metrics, "upstream")} bytes sent and {Bytes(metrics, "downstream")} answered through it"
            : null;

    private long Bytes(ProxyMetrics metrics, string direction) =>
        metrics.Value("toxiproxy_proxy_sent_bytes_total", ("direction", direction), ("proxy", proxy)) ?? 0;
}
