using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using Faultline.KillSweep.Worlds;
using Faultline.Proxy;

namespace Faultline.KillSweep.Subjects;

/// <summary>Proxies, one for each world, that get a toxic and are disabled.</summary>
internal sealed class ToxicSubject : Subject, IAsyncDisposable
{
    private readonly ProxyServer _server;
    private readonly HttpClient _api;
    private readonly ConcurrentDictionary<World, string> _proxies = [];
    private int _last;

    private ToxicSubject(ProxyServer server)
    {
        _server = server;
        _api = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Url };
    }

    public override string Name => "create_toxic";

    public override bool IsSlow => true;

    public override bool IsProven => false;

    protected override string Configuration => $$"""{"toxiproxy_url": "{{_server.Url.GetLeftPart(UriPartial.Authority)}}"}""";

    public static async Task<ToxicSubject> StartAsync(int seed, CancellationToken stop)
    {
        var options = new ProxyServerOptions
        {
            Port = 0,
            Version = "sweep",
            Random = new Random(seed),
            Time = TimeProvider.System,
            Log = _ => { },
        };
        return new ToxicSubject(await ProxyServer.StartAsync(options, stop));
    }

    public override async Task MakeAsync(World world, CancellationToken stop)
    {
        if (_proxies.ContainsKey(world))
        {
            return;
        }

        var name = "p" + Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        var wish = new Dictionary<string, string>
        {
            ["name"] = name,
            ["listen"] = "127.0.0.1:0",
            ["upstream"] = "127.0.0.1:1",
        };
        using var answer = await _api.PostAsJsonAsync("/proxies", wish, stop);
        answer.EnsureSuccessStatusCode();
        _proxies[world] = name;
    }

    public override IEnumerable<string> Actions(World world) =>
        [
            $$"""
                "name": "slow", "provider": {"type": "python", "module": "chaostoxi.toxic.actions", "func": "create_toxic",
                "arguments": {"for_proxy": "{{_proxies[
                    world
                ]}}", "toxic_name": "slow", "toxic_type": "latency", "attributes": {"latency": 9} } }
                """,
            $$"""
                "name": "down", "provider": {"type": "python", "module": "chaostoxi.proxy.actions", "func": "disable_proxy",
                "arguments": {"proxy_name": "{{_proxies[world]}}"} }
                """,
        ];

    public override string Read(World world)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/proxies/" + _proxies[world]);
        using var answer = _api.Send(request);
        using var reader = new StreamReader(answer.Content.ReadAsStream());
        return reader.ReadToEnd();
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _server.DisposeAsync();
    }
}
