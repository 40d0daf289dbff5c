using System.Net.Sockets;
using Faultline.TestKit;

namespace Faultline.Proxy.Tests;

/// <summary>Who says goodbye first, over every kind of socket, with toxics and without.</summary>
public sealed class EndingTests
{
    private const string Toxics = "latency:latency=20@upstream;latency:latency=20;slicer:average_size=2";

    [Theory]
    [InlineData("127.0.0.1:0", "")]
    [InlineData("127.0.0.1:0", Toxics)]
    [InlineData("[::1]:0", "")]
    [InlineData("[::1]:0", Toxics)]
    [InlineData("unix:", "")]
    [InlineData("unix:", Toxics)]
    public async Task A_server_that_has_said_its_last_still_hears_the_client(string listen, string toxics)
    {
        Assert.SkipWhen(listen[0] == '[' && !Socket.OSSupportsIPv6, "this machine has no IPv6");
        var heard = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var upstream = new Upstream(async socket =>
        {
            await socket.SendAsync("hello"u8.ToArray());
            socket.Shutdown(SocketShutdown.Send);
            heard.SetResult(await Scene.ReadAsync(socket, 100));
        });
        await using var ends = await Ends.StartAsync(upstream, listen, toxics);

        (await Scene.ReadAsync(ends.Client, 100)).ShouldBe("hello"u8.ToArray());
        await ends.Client.SendAsync("good"u8.ToArray());
        await ends.Client.SendAsync("bye"u8.ToArray());
        ends.Client.Shutdown(SocketShutdown.Send);

        (await heard.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).ShouldBe("goodbye"u8.ToArray());
        await ends.NoneLeftAsync();
    }

    [Theory]
    [InlineData("127.0.0.1:0", "")]
    [InlineData("127.0.0.1:0", Toxics)]
    [InlineData("[::1]:0", "")]
    [InlineData("[::1]:0", Toxics)]
    [InlineData("unix:", "")]
    [InlineData("unix:", Toxics)]
    public async Task A_client_that_has_said_its_last_hears_all_of_the_answer(string listen, string toxics)
    {
        Assert.SkipWhen(listen[0] == '[' && !Socket.OSSupportsIPv6, "this machine has no IPv6");
        using var upstream = new Upstream(async socket =>
        {
            var heard = await Scene.ReadAsync(socket, 100);
            foreach (var letter in heard)
            {
                await socket.SendAsync(new[] { letter, letter });
            }

            socket.Shutdown(SocketShutdown.Send);
            await socket.ReceiveAsync(new byte[1]);
        });
        await using var ends = await Ends.StartAsync(upstream, listen, toxics);

        await ends.Client.SendAsync("abc"u8.ToArray());
        ends.Client.Shutdown(SocketShutdown.Send);

        (await Scene.ReadAsync(ends.Client, 100)).ShouldBe("aabbcc"u8.ToArray());
        await ends.NoneLeftAsync();
    }

    [Theory]
    [InlineData("127.0.0.1:0", "")]
    [InlineData("127.0.0.1:0", Toxics)]
    [InlineData("unix:", "")]
    [InlineData("unix:", Toxics)]
    public async Task Both_may_leave_without_a_word(string listen, string toxics)
    {
        using var upstream = new Upstream(socket => Scene.ReadAsync(socket, 1));
        await using var ends = await Ends.StartAsync(upstream, listen, toxics);
        await ends.Client.SendAsync(new byte[1]);

        ends.Client.Dispose();

        await ends.NoneLeftAsync();
    }

    [Theory]
    [InlineData("latency:latency=600000")]
    [InlineData("slow_close:delay=600000")]
    [InlineData("timeout:timeout=0")]
    [InlineData("bandwidth:rate=1")]
    public async Task What_waits_for_a_client_that_has_gone_goes_when_its_proxy_goes(string toxic)
    {
        using var upstream = Upstream.Echo();
        await using var ends = await Ends.StartAsync(upstream, "127.0.0.1:0", toxic);
        await ends.Client.SendAsync(new byte[50_000]);
        ends.Client.Shutdown(SocketShutdown.Send);
        await Scene.UntilAsync(async () => await ends.Scene.MetricAsync("faultline_toxic_bytes_total") == 50_000, "all of it waits");

        await ends.Scene.AskAsync("DELETE", "/proxies/p");

        await Scene.UntilAsync(async () => await ends.Scene.MetricAsync("faultline_proxy_held_bytes") == 0, "nothing is held");
    }

    [Fact]
    public async Task A_server_that_is_not_reached_yet_is_let_go_of_with_its_proxy()
    {
        // Its queue is full: whoever comes waits until somebody is taken out of it.
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        server.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        server.Listen(0);
        using var first = await Scene.ConnectAsync(server.LocalEndPoint!);
        await using var scene = await Scene.StartAsync();
        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(server.LocalEndPoint!.ToString()!));
        await Scene.UntilAsync(() => Task.FromResult(AreConnectingTo(server) == 1), "it is being connected");

        (await scene.AskAsync("DELETE", "/proxies/p")).Status.ShouldBe(204);

        (await Scene.ReadAsync(client, 1)).ShouldBeEmpty();
        await Scene.UntilAsync(() => Task.FromResult(AreConnectingTo(server) == 0), "nobody goes on connecting");
    }

    [Fact]
    public async Task A_Unix_socket_whose_folder_has_gone_stops_all_the_same()
    {
        using var folder = new TemporaryFolder();
        var gone = Directory.CreateDirectory(Path.Combine(folder.Path, "gone")).FullName;
        await using var scene = await Scene.StartAsync();
        await scene.ProxyAsync("127.0.0.1:1", listen: $"unix:{gone}/p.sock");

        Directory.Delete(gone, recursive: true);

        (await scene.AskAsync("DELETE", "/proxies/p")).Status.ShouldBe(204);
    }

    [Fact]
    public async Task A_file_that_stands_where_a_Unix_socket_is_to_be_stays_as_it_is()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "notes.txt");
        File.WriteAllText(path, "mine");
        await using var scene = await Scene.StartAsync();

        var (status, _) = await scene.AskAsync(
            "POST",
            "/proxies",
            new System.Text.Json.Nodes.JsonObject
            {
                ["name"] = "p",
                ["listen"] = "unix:" + path,
                ["upstream"] = "127.0.0.1:1",
            }
        );

        status.ShouldBe(500);
        File.ReadAllText(path).ShouldBe("mine");
    }

    // Sockets that have said SYN and heard nothing (proc(5), /proc/net/tcp: state 02).
    private static int AreConnectingTo(Socket server)
    {
        var port = $":{((System.Net.IPEndPoint)server.LocalEndPoint!).Port:X4}";
        return File.ReadLines("/proc/self/net/tcp")
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Count(fields => fields[2].EndsWith(port, StringComparison.Ordinal) && fields[3] == "02");
    }

    /// <summary>A client before a proxy before a server, with a second proxy between them, so that both sides are of the kind that is asked for.</summary>
    private sealed class Ends(Scene scene, Socket client, TemporaryFolder folder) : IAsyncDisposable
    {
        public Scene Scene => scene;

        public Socket Client => client;

        public static async Task<Ends> StartAsync(Upstream upstream, string listen, string toxics)
        {
            var folder = new TemporaryFolder();
            var scene = await Scene.StartAsync();
            string At(string name) => listen == "unix:" ? $"unix:{folder.Path}/{name}" : listen;
            var inner = await scene.ProxyAsync(upstream.Address, "inner", At("inner"));
            var outer = await scene.ProxyAsync(ProxyAddressOf(inner), "p", At("outer"));
            foreach (var toxic in toxics.Split(';', StringSplitOptions.RemoveEmptyEntries))
            {
                await scene.ToxicAsync(toxic, name: toxic);
            }

            return new Ends(scene, await Scene.ConnectAsync(outer), folder);
        }

        public Task NoneLeftAsync() =>
            Scene.UntilAsync(
                async () =>
                    await scene.MetricAsync("faultline_proxy_connections{proxy=\"p\"}") == 0
                    && await scene.MetricAsync("faultline_proxy_connections{proxy=\"inner\"}") == 0
                    && await scene.MetricAsync("faultline_proxy_held_bytes") == 0,
                "no connection is left"
            );

        public async ValueTask DisposeAsync()
        {
            client.Dispose();
            await scene.DisposeAsync();
            folder.Dispose();
        }

        private static string ProxyAddressOf(System.Net.EndPoint endPoint) =>
            endPoint is UnixDomainSocketEndPoint ? $"unix:{endPoint}" : endPoint.ToString()!;
    }
}
