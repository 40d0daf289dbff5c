using System.Collections.Immutable;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Serving;

/// <summary>The proxies that this process has started, by name: in the holder of a run, those of the run.</summary>
#pragma warning disable CA1001 // It lives as long as its process.
internal sealed class ServedProxies
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<string, ServedServer> _servers = new(StringComparer.Ordinal);
    private ImmutableDictionary<string, Uri> _apis = ImmutableDictionary<string, Uri>.Empty;
    private ImmutableDictionary<string, ProxyState> _planned = ImmutableDictionary<string, ProxyState>.Empty;

    /// <summary>Where the API of a proxy is; null for one that was not started here.</summary>
    public Uri? Find(string proxy) => _apis.GetValueOrDefault(proxy);

    /// <summary>The proxy of that name that a plan would have started; null for none.</summary>
    public ProxyState? FindPlanned(string proxy) => _planned.GetValueOrDefault(proxy);

    /// <summary>A plan would start a proxy: what comes after it finds that one.</summary>
    public void Plan(ProxyState proxy) => ImmutableInterlocked.AddOrUpdate(ref _planned, proxy.Name, proxy, (_, _) => proxy);

    /// <summary>Takes a place in a server, which is started where there is none yet.</summary>
    /// <param name="proxy">The name of the proxy that it is for.</param>
    /// <param name="api">Where the server's API is to be; null for a free port of 127.0.0.1, which all share that don't say.</param>
    /// <param name="start">Starts a server.</param>
    /// <param name="stop">Ends the attempt.</param>
    /// <returns>The server, and what gives the place back: the last ends the server.</returns>
    public async Task<(Uri Api, IAsyncDisposable Place)> TakeAsync(
        string proxy,
        string? api,
        Func<CancellationToken, Task<ServedServer>> start,
        CancellationToken stop
    )
    {
        var key = api ?? "";
        await _gate.WaitAsync(stop);
        try
        {
            if (!_servers.TryGetValue(key, out var server))
            {
                server = _servers[key] = await start(stop);
            }

            server.Proxies++;
            return (server.Url, new Place(this, proxy, key));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>From here on the proxy is found by its name.</summary>
    public void Add(string proxy, Uri api) => ImmutableInterlocked.TryAdd(ref _apis, proxy, api);

    private async Task LeaveAsync(string proxy, string key)
    {
        ImmutableInterlocked.TryRemove(ref _apis, proxy, out _);
        await _gate.WaitAsync();
        try
        {
            var server = _servers[key];
            if (--server.Proxies == 0)
            {
                _servers.Remove(key);
                await server.DisposeAsync();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private sealed class Place(ServedProxies served, string proxy, string key) : IAsyncDisposable
    {
        private int _isLeft;

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _isLeft, 1) == 0)
            {
                await served.LeaveAsync(proxy, key);
            }
        }
    }
}
