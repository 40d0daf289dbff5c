using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Faultline.Proxy.Tests;

/// <summary>A proxy server of the test's own, driven over its API.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client;

    private Scene(ProxyServer server, List<string> lines)
    {
        (Server, Lines) = (server, lines);
        _client = new HttpClient { BaseAddress = server.Url };
    }

    public ProxyServer Server { get; }

    public List<string> Lines { get; }

    public static async Task<Scene> StartAsync(string? config = null)
    {
        var lines = new List<string>();
        var options = new ProxyServerOptions
        {
            Port = 0,
            ConfigFile = config,
            Version = "0.1.0",
            Random = new Random(7),
            Time = TimeProvider.System,
            Log = line =>
            {
                lock (lines)
                {
                    lines.Add(line);
                }
            },
        };
        return new Scene(await ProxyServer.StartAsync(options, TestContext.Current.CancellationToken), lines);
    }

    /// <summary>Makes a proxy before a server; where it listens.</summary>
    public async Task<EndPoint> ProxyAsync(string upstream, string name = "p", string listen = "127.0.0.1:0")
    {
        var (status, body) = await AskAsync(
            "POST",
            "/proxies",
            new JsonObject
            {
                ["name"] = name,
                ["listen"] = listen,
                ["upstream"] = upstream,
            }
        );
        status.ShouldBe(201, body?.ToJsonString());
        var address = (string)body!["listen"]!;
        return address.StartsWith("unix:", StringComparison.Ordinal)
            ? new UnixDomainSocketEndPoint(address[5..])
            : IPEndPoint.Parse(address);
    }

    /// <summary>Adds a toxic, written as "latency:latency=100,jitter=5" with "@upstream" behind it where it is for that direction.</summary>
    public async Task ToxicAsync(string toxic, double toxicity = 1, string proxy = "p", string? name = null)
    {
        var (what, stream) = toxic.Split('@') is [var left, var right] ? (left, right) : (toxic, "downstream");
        var (type, set) = what.Split(':') is [var t, var s] ? (t, s) : (what, "");
        var body = new JsonObject
        {
            ["type"] = type,
            ["stream"] = stream,
            ["toxicity"] = toxicity,
            ["attributes"] = Attributes(set),
        };
        if (name is not null)
        {
            body["name"] = name;
        }

        var (status, answer) = await AskAsync("POST", $"/proxies/{proxy}/toxics", body);
        status.ShouldBe(200, answer?.ToJsonString());
    }

    public async Task UpdateAsync(string name, string set, string proxy = "p")
    {
        var (status, answer) = await AskAsync(
            "PATCH",
            $"/proxies/{proxy}/toxics/{name}",
            new JsonObject { ["attributes"] = Attributes(set) }
        );
        status.ShouldBe(200, answer?.ToJsonString());
    }

    public async Task RemoveAsync(string name, string proxy = "p") =>
        (await AskAsync("DELETE", $"/proxies/{proxy}/toxics/{name}")).Status.ShouldBe(204);

    public async Task<(int Status, JsonNode? Body)> AskAsync(string method, string path, JsonNode? body = null, string? lease = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        if (lease is not null)
        {
            request.Headers.Add("X-Faultline-Lease", lease);
        }

        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.StartsWith('{') || text.StartsWith('[') ? JsonNode.Parse(text) : null);
    }

    public async Task<(int Status, string Text)> SendAsync(string method, string path, string body, string? agent = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method != "GET")
        {
            request.Content = new StringContent(body, Encoding.UTF8);
        }

        if (agent is not null)
        {
            request.Headers.TryAddWithoutValidation("User-Agent", agent);
        }

        using var response = await _client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>The value of a metric; 0 where it is not there.</summary>
    public async Task<long> MetricAsync(string start)
    {
        var line = (await _client.GetStringAsync("/metrics"))
            .Split('\n')
            .FirstOrDefault(l => l.StartsWith(start, StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
    }

    public static async Task<Socket> ConnectAsync(EndPoint endPoint)
    {
        var socket =
            endPoint is UnixDomainSocketEndPoint
                ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
                : new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint);
        return socket;
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(Patience, what);
            await Task.Delay(20);
        }
    }

    /// <summary>Sends, and takes back as many bytes; how long it took in ms.</summary>
    public static async Task<double> RoundTripAsync(Socket socket, int count = 1)
    {
        var begun = TimeProvider.System.GetTimestamp();
        await socket.SendAsync(new byte[count]);
        await ReadAsync(socket, count);
        return TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds;
    }

    /// <summary>Reads so many bytes, or what comes until the end.</summary>
    public static async Task<byte[]> ReadAsync(Socket socket, int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        var buffer = new byte[count];
        var read = 0;
        while (read < count)
        {
            var more = await socket.ReceiveAsync(buffer.AsMemory(read), patience.Token);
            if (more == 0)
            {
                break;
            }

            read += more;
        }

        return buffer[..read];
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
    }

    private static JsonObject Attributes(string set) =>
        new(
            set.Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(pair => pair.Split('='))
                .Select(pair => KeyValuePair.Create(pair[0], (JsonNode?)long.Parse(pair[1], CultureInfo.InvariantCulture)))
        );
}
