using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Faultline.Proxy;

namespace Faultline.Providers.Proxy.Tests.Faults;

/// <summary>A server of ours with the proxy 'db', and behind it a server that talks: one byte every few milliseconds to whoever connects.</summary>
internal sealed class ProxyScene : IAsyncDisposable
{
    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(5);

    private readonly ProxyServer _server;
    private readonly HttpClient _client;
    private readonly Socket _upstream = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _end = new();
    private ForeignServer? _foreign;
    private bool _hasEnded;

    private ProxyScene(ProxyServer server)
    {
        _server = server;
        _client = new HttpClient { BaseAddress = server.Url };
        _upstream.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _upstream.Listen();
        _ = AcceptAsync();
    }

    /// <summary>Where the API is that faults are told of, without a slash at its end.</summary>
    public string Url => (_foreign?.Url ?? _server.Url).AbsoluteUri.TrimEnd('/');

    /// <summary>Where the proxy listens.</summary>
    public IPEndPoint Listen { get; private set; } = null!;

    public static async Task<ProxyScene> StartAsync(bool isForeign = false, bool counts = true)
    {
        var options = new ProxyServerOptions
        {
            Port = 0,
            Version = "0.1.0",
            Random = new Random(7),
            Time = TimeProvider.System,
            Log = _ => { },
        };
        var scene = new ProxyScene(await ProxyServer.StartAsync(options, CancellationToken.None));
        scene._foreign = isForeign ? await ForeignServer.StartAsync(scene._server.Url, counts) : null;
        var made = await scene.AskAsync(
            "POST",
            "/proxies",
            new JsonObject
            {
                ["name"] = "db",
                ["listen"] = "127.0.0.1:0",
                ["upstream"] = scene._upstream.LocalEndPoint!.ToString(),
            }
        );
        scene.Listen = IPEndPoint.Parse((string)JsonNode.Parse(made)!["listen"]!);
        return scene;
    }

    /// <summary>Asks the server of ours, whatever stands before it.</summary>
    public async Task<string> AskAsync(string method, string path, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = body is null ? null : JsonContent.Create(body);
        using var answer = await _client.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>The proxies with their toxics, and whether they are enabled.</summary>
    public Task<string> StateAsync() => AskAsync("GET", "/proxies");

    /// <summary>The names of toxics and leases.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync()
    {
        var proxies = JsonNode.Parse(await StateAsync())!.AsObject();
        var leases = JsonNode.Parse(await AskAsync("GET", "/faultline/leases"))!.AsArray();
        return
        [
            .. proxies.SelectMany(proxy => proxy.Value!["toxics"]!.AsArray()).Select(toxic => (string)toxic!["name"]!),
            .. leases.Select(lease => (string)lease!["id"]!),
        ];
    }

    /// <summary>Connects to the proxy, as a client does.</summary>
    public async Task<Socket> ConnectAsync(CancellationToken stop)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(Listen, stop);
        return client;
    }

    /// <summary>The server ends.</summary>
    public async Task EndAsync()
    {
        if (_hasEnded)
        {
            return;
        }

        _hasEnded = true;
        await (_foreign?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _upstream.Dispose();
        _client.Dispose();
        await EndAsync();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = TalkAsync(await _upstream.AcceptAsync(_end.Token));
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(Socket client)
    {
        using (client)
        {
            try
            {
                while (true)
                {
                    await client.SendAsync(new byte[1], SocketFlags.None, _end.Token);
                    await Task.Delay(s_beat, _end.Token);
                }
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Either side has gone.
            }
        }
    }
}
