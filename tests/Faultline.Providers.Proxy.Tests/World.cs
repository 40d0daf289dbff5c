using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;
using Faultline.Abstractions.Planning;
using Faultline.Providers.Proxy.Client;
using Faultline.Providers.Proxy.Functions;
using Faultline.Providers.Proxy.Reversing;
using Faultline.Proxy;

namespace Faultline.Providers.Proxy.Tests;

/// <summary>A proxy server, ours or one as others have it, and the functions of a run that calls them there.</summary>
internal sealed class World : IAsyncDisposable
{
    private readonly ForeignServer? _front;

    private World(ProxyServer server, ForeignServer? front)
    {
        (Server, _front) = (server, front);
        Url = (front?.Url ?? server.Url).GetLeftPart(UriPartial.Authority);
        Configuration = DataObject.Of(("toxiproxy_url", Url));
        Functions = new ProxyFunctions(Ports, TimeProvider.System);
        Api = Open(Url);
    }

    public ProxyServer Server { get; }

    public string Url { get; }

    public DataObject Configuration { get; set; }

    public KeptChanges Changes { get; } = new();

    public PublishedPorts Ports { get; } =
        new(new ProcessEnvironment(new Dictionary<string, string> { ["UPSTREAM"] = "127.0.0.1", ["DB_PORT"] = "5432" }));

    public ProxyFunctions Functions { get; }

    /// <summary>Somebody else at the same server.</summary>
    public ProxyApi Api { get; }

    public string LeasesSent => _front?.Lease ?? "";

    public string AuthorizationSent => _front?.Authorization ?? "";

    public static async Task<World> StartAsync(bool isOurs = true)
    {
        var server = await ServeAsync(0);
        return new World(server, isOurs ? null : await ForeignServer.StartAsync(server.Url, counts: false));
    }

    public static Task<ProxyServer> ServeAsync(int port) =>
        ProxyServer.StartAsync(
            new ProxyServerOptions
            {
                Port = port,
                Version = "0.1.0",
                Random = new Random(7),
                Time = TimeProvider.System,
                Log = _ => { },
            },
            TestContext.Current.CancellationToken
        );

    public static ProxyApi Open(string url) =>
        new(ProxyApiAddress.TryParse(url, out var address) ? address : throw new ArgumentException(url), TimeProvider.System);

    /// <summary>Calls <c>proxy.actions.create_proxy</c> and the like.</summary>
    public async Task<ActivityOutcome> CallAsync(string name, string arguments)
    {
        var call = new FunctionCall((DataObject)JsonText.Parse(arguments), DataObject.Empty, Configuration) { Changes = Changes };
        return await Find(name).CallAsync(call, TestContext.Current.CancellationToken);
    }

    /// <summary>As <see cref="CallAsync"/>; what it answers, as JSON.</summary>
    public async Task<string> DoAsync(string name, string arguments) =>
        await CallAsync(name, arguments) switch
        {
            ActivityOutcome.Succeeded done => done.Output.ToString(),
            ActivityOutcome.Failed failed => "failed: " + failed.Message,
            var other => other.ToString(),
        };

    public Task<CallPlan> PlanAsync(string name, string arguments, bool looks = true) =>
        ((IPlanFunction)Find(name)).PlanAsync(
            new FunctionCall((DataObject)JsonText.Parse(arguments), DataObject.Empty, Configuration),
            new PlanContext(looks),
            TestContext.Current.CancellationToken
        );

    /// <summary>A proxy of somebody else's, with the port 1 behind it.</summary>
    public Task<ProxyState> ProxyAsync(string name) =>
        Api.CreateProxyAsync(new ProxyState(name, "127.0.0.1:0", "127.0.0.1:1", true, []).Settings, null, Stop);

    /// <summary>A toxic of somebody else's.</summary>
    public Task<ToxicState> ToxicAsync(string proxy, string name, long latency = 5) =>
        Api.CreateToxicAsync(
            proxy,
            new ToxicState(name, "latency", "downstream", 1, DataObject.Of(("latency", latency))).ToData(),
            null,
            Stop
        );

    /// <summary>Everything that is at the server.</summary>
    public async Task<string> SeeAsync() =>
        string.Join(
            '\n',
            (await Api.ProxiesAsync(Stop))
                .OrderBy(proxy => proxy.Name, StringComparer.Ordinal)
                .Select(proxy => proxy with { Toxics = [.. proxy.Toxics.OrderBy(toxic => toxic.Name, StringComparer.Ordinal)] })
                .Select(proxy => proxy.ToData().ToString())
        );

    /// <summary>What another process does with the records; what came of each.</summary>
    public async Task<IReadOnlyList<RevertResult>> UndoAsync()
    {
        var results = new List<RevertResult>();
        foreach (var record in Changes.Records)
        {
            results.Add(await new ProxyReversal(TimeProvider.System).RevertAsync(record, DataObject.Empty, Stop));
        }

        return results;
    }

    public async ValueTask DisposeAsync()
    {
        await Functions.DisposeAsync();
        Api.Dispose();
        if (_front is not null)
        {
            await _front.DisposeAsync();
        }

        await Server.DisposeAsync();
    }

    private IFunction Find(string name) =>
        Functions.TryFind("chaostoxi." + name, out var function) ? function : throw new ArgumentException(name);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
