using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Faultline.Linux.Processes;

namespace Faultline.EndToEnd.Tests;

/// <summary>The proxy, in a process of its own, with as many connections as there are descriptors for.</summary>
public sealed class IdleConnectionsTests
{
    private const int Count = 9000;
    private const int Needed = (2 * Count) + 1000;

    [Fact]
    public async Task Nine_thousand_idle_connections_cost_little_and_leave_nothing()
    {
        var limit = OpenFilesLimit();
        Assert.SkipWhen(
            limit < Needed,
            $"a process may have {limit} open files here, and {Count} connections through a proxy need {Needed}"
        );
        await using var tool = new Tool();
        using var upstream = new Echo();
        var (child, output, error) = tool.Start(Tool.Launcher, "proxy", "serve", "--port", "0");
        using var client = new HttpClient { BaseAddress = await UrlAsync(output, error) };
        var address = await ProxyAsync(client, upstream.Address);
        // What the first connections alone need: code, pools, threads.
        await CloseAsync(await ConnectAsync(address, 200));
        await NoneLeftAsync(client);
        var (memory, files) = (Memory(child), OpenFiles(child));

        var clients = await ConnectAsync(address, Count);
        (await MetricAsync(client, "faultline_proxy_connections{")).ShouldBe(Count);
        var perConnection = (Memory(child) - memory) / Count;
        perConnection.ShouldBeLessThan(10 * 1024, "bytes for each idle connection");

        await SendAsync(client, HttpMethod.Post, "/proxies/p/toxics", """{"type":"latency","name":"t","attributes":{"latency":50}}""");
        await SpeakAsync(clients);
        (await MetricAsync(client, "faultline_toxic_connections_total")).ShouldBe(Count);
        await SendAsync(client, HttpMethod.Delete, "/proxies/p/toxics/t", "");
        await SpeakAsync(clients);
        // A line that held something stays with its connection, empty.
        ((Memory(child) - memory) / Count).ShouldBeLessThan(16 * 1024, "bytes for each connection that met a toxic");

        await CloseAsync(clients);
        await NoneLeftAsync(client);
        await UntilAsync(
            () => Task.FromResult(OpenFiles(child) <= files + 10),
            $"{OpenFiles(child)} files are open, and {files} were before"
        );
        child.Signal(15);
        (await child.Completed.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Number.ShouldBe(0, error());
    }

    private static async Task<List<Socket>> ConnectAsync(EndPoint address, int count)
    {
        var clients = new List<Socket>();
        while (clients.Count < count)
        {
            // A hundred at a time: more than the queue of a listener are turned away.
            var some = Enumerable.Range(0, Math.Min(100, count - clients.Count)).Select(_ => NewSocket()).ToList();
            clients.AddRange(some);
            await Task.WhenAll(some.Select(socket => socket.ConnectAsync(address)));
            await SpeakAsync(some);
        }

        return clients;
    }

    private static Task SpeakAsync(IEnumerable<Socket> clients) =>
        Task.WhenAll(
            clients.Select(async socket =>
            {
                using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
                var buffer = new byte[4];
                await socket.SendAsync("x"u8.ToArray(), patience.Token);
                (await socket.ReceiveAsync(buffer, patience.Token)).ShouldBe(1);
            })
        );

    // Each in one of three ways: a word of goodbye, none, a reset.
    private static async Task CloseAsync(List<Socket> clients)
    {
        for (var i = 0; i < clients.Count; i++)
        {
            if (i % 3 == 0)
            {
                clients[i].Shutdown(SocketShutdown.Send);
                (await clients[i].ReceiveAsync(new byte[1])).ShouldBe(0);
            }
            else if (i % 3 == 1)
            {
                clients[i].LingerState = new LingerOption(enable: true, seconds: 0);
            }

            clients[i].Dispose();
        }
    }

    private static Task NoneLeftAsync(HttpClient client) =>
        UntilAsync(
            async () =>
                await MetricAsync(client, "faultline_proxy_connections{") == 0
                && await MetricAsync(client, "faultline_proxy_held_bytes") == 0,
            "no connection is left"
        );

    private static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await isSo())
        {
            patience.IsCancellationRequested.ShouldBeFalse(what);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<Uri> UrlAsync(Func<string> output, Func<string> error)
    {
        const string before = "The proxy is up: ";
        await UntilAsync(() => Task.FromResult(output().Contains('\n', StringComparison.Ordinal)), "the proxy is up: " + error());
        return new Uri(output().Trim()[before.Length..]);
    }

    private static async Task<EndPoint> ProxyAsync(HttpClient client, string upstream)
    {
        var made = await SendAsync(
            client,
            HttpMethod.Post,
            "/proxies",
            $$"""{"name":"p","listen":"127.0.0.1:0","upstream":"{{upstream}}"}"""
        );
        return IPEndPoint.Parse((string)System.Text.Json.Nodes.JsonNode.Parse(made)!["listen"]!);
    }

    private static async Task<string> SendAsync(HttpClient client, HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body) };
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return text;
    }

    private static async Task<long> MetricAsync(HttpClient client, string start)
    {
        var lines = (await client.GetStringAsync("/metrics")).Split('\n');
        var line = lines.First(line => line.StartsWith(start, StringComparison.Ordinal));
        return long.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
    }

    private static long Memory(ChildProcess child) => 1024 * Number($"/proc/{child.Id}/status", "VmRSS:");

    private static int OpenFiles(ChildProcess child) => Directory.GetFiles($"/proc/{child.Id}/fd").Length;

    // The hard limit: .NET takes all of it.
    private static long OpenFilesLimit() => Number("/proc/self/limits", "Max open files", 1);

    private static long Number(string file, string start, int skip = 0)
    {
        var line = File.ReadLines(file).First(line => line.StartsWith(start, StringComparison.Ordinal));
        var word = line[start.Length..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[skip];
        return word == "unlimited" ? long.MaxValue : long.Parse(word, CultureInfo.InvariantCulture);
    }

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private sealed class Echo : IDisposable
    {
        private readonly Socket _listener = NewSocket();

        public Echo()
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen(4096);
            _ = AcceptAsync();
        }

        public string Address => _listener.LocalEndPoint!.ToString()!;

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    _ = ServeAsync(await _listener.AcceptAsync());
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private static async Task ServeAsync(Socket socket)
        {
            using (socket)
            {
                try
                {
                    var buffer = new byte[16];
                    int count;
                    while ((count = await socket.ReceiveAsync(buffer)) > 0)
                    {
                        await socket.SendAsync(buffer.AsMemory(0, count));
                    }
                }
                catch (SocketException)
                {
                    // The client has gone.
                }
            }
        }
    }
}
