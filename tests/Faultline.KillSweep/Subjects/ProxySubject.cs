using System.Collections.Concurrent;
using System.Net.Http.Json;
using Faultline.KillSweep.Worlds;
using Faultline.Providers.Proxy.Tests;
using Faultline.Proxy;

namespace Faultline.KillSweep.Subjects;

/// <summary>A proxy that is made slow or disabled: on a server of ours, where a lease undoes it, or on one without leases.</summary>
internal sealed class ProxySubject(string function, string more, bool isForeign = false) : Subject
{
    private readonly ConcurrentDictionary<World, Server> _servers = [];

    public override string Name => isForeign ? $"toxiproxy {function.Split('.')[1]}" : function;

    public override bool IsSlow => true;

    // Nobody counts there: whether anything goes through it can't be told.
    public override bool IsProven => !isForeign;

    public override async Task MakeAsync(World world, CancellationToken stop)
    {
        if (_servers.ContainsKey(world))
        {
            return;
        }

        var options = new ProxyServerOptions
        {
            Port = 0,
            Version = "0.1.0",
            Random = new Random(1),
            Time = TimeProvider.System,
            Log = _ => { },
        };
        var server = await ProxyServer.StartAsync(options, stop);
        var foreign = isForeign ? await ForeignServer.StartAsync(server.Url, counts: false) : null;
        var client = new HttpClient { BaseAddress = server.Url };
        var wish = new
        {
            name = "db",
            listen = "unix:" + world.At("db.sock"),
            upstream = "127.0.0.1:1",
        };
        (await client.PostAsJsonAsync("/proxies", wish, stop)).EnsureSuccessStatusCode();
        _servers[world] = new Server(server, foreign, client);
    }

    public override IEnumerable<string> Actions(World world) =>
        [Fault(function, $$"""{"proxy": "db", "url": "{{_servers[world].Url}}"{{more}}}""")];

    public override string Read(World world)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/proxies");
        using var answer = _servers[world].Client.Send(request);
        using var reader = new StreamReader(answer.Content.ReadAsStream());
        return reader.ReadToEnd();
    }

    public override void Remove(World world)
    {
        if (_servers.TryRemove(world, out var server))
        {
            server.Client.Dispose();
            server.Foreign?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            server.Ours.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private sealed record Server(ProxyServer Ours, ForeignServer? Foreign, HttpClient Client)
    {
        public Uri Url => Foreign?.Url ?? Ours.Url;
    }
}
