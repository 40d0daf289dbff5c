using Faultline.Abstractions.Faults;
using Faultline.Proxy;

namespace Faultline.Providers.Proxy.Serving;

/// <summary>
/// A proxy server in this very process. All that needs a web server is behind this door, so that whoever starts none loads none.
/// </summary>
internal sealed class ServedServer : IAsyncDisposable
{
    private readonly ProxyServer _server;

    private ServedServer(ProxyServer server) => _server = server;

    /// <summary>Where its API is.</summary>
    public Uri Url => _server.Url;

    /// <summary>For how many proxies it was started.</summary>
    public int Proxies { get; set; }

    /// <summary>Starts one.</summary>
    /// <param name="host">The host of its API.</param>
    /// <param name="port">Its port; 0 for a free one.</param>
    /// <param name="seed">From which chance is drawn.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends the attempt.</param>
    /// <exception cref="FaultRefusedException">The address can't be had.</exception>
    public static async Task<ServedServer> StartAsync(string host, int port, int seed, TimeProvider time, CancellationToken stop)
    {
        var options = new ProxyServerOptions
        {
            Host = host,
            Port = port,
            Version = typeof(ServedServer).Assembly.GetName().Version!.ToString(3),
            Random = new Random(seed),
            Time = time,
            Log = _ => { },
        };
        try
        {
            return new ServedServer(await ProxyServer.StartAsync(options, stop));
        }
        catch (ProxyException e)
        {
            throw new FaultRefusedException(e.Message.TrimEnd('.'), "Give 'api' another port, 0 for a free one, or leave it out.");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
