using System.Net;
using System.Net.Sockets;
using Faultline.TestKit;

namespace Faultline.Proxy.Tests;

/// <summary>How connections begin and end.</summary>
public sealed class ConnectionTests
{
    [Fact]
    public async Task A_client_that_has_said_its_last_still_hears_the_answer()
    {
        using var upstream = new Upstream(async socket =>
        {
            var heard = await Scene.ReadAsync(socket, 100);
            await socket.SendAsync(heard.Reverse().ToArray());
            socket.Shutdown(SocketShutdown.Send);
            await socket.ReceiveAsync(new byte[1]);
        });
        await using var scene = await Scene.StartAsync();
        var address = await scene.ProxyAsync(upstream.Address);

        foreach (var toxic in (string[])["", "latency:latency=20"])
        {
            if (toxic.Length > 0)
            {
                await scene.ToxicAsync(toxic);
            }

            using var client = await Scene.ConnectAsync(address);
            await client.SendAsync("abc"u8.ToArray());
            client.Shutdown(SocketShutdown.Send);

            (await Scene.ReadAsync(client, 100)).ShouldBe("cba"u8.ToArray(), toxic);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("latency:latency=1")]
    public async Task A_reset_on_one_side_is_a_reset_on_the_other(string toxic)
    {
        var seen = new TaskCompletionSource<SocketError>();
        using var upstream = new Upstream(async socket =>
        {
            var first = await Scene.ReadAsync(socket, 1);
            if (first[0] == 1)
            {
                socket.LingerState = new LingerOption(true, 0);
                return;
            }

            try
            {
                await socket.ReceiveAsync(new byte[1]);
                seen.SetResult(SocketError.Success);
            }
            catch (SocketException e)
            {
                seen.SetResult(e.SocketErrorCode);
            }
        });
        await using var scene = await Scene.StartAsync();
        var address = await scene.ProxyAsync(upstream.Address);
        if (toxic.Length > 0)
        {
            await scene.ToxicAsync(toxic);
        }

        using var reset = await Scene.ConnectAsync(address);
        await reset.SendAsync(new byte[] { 1 });
        (await Should.ThrowAsync<SocketException>(() => Scene.ReadAsync(reset, 1))).SocketErrorCode.ShouldBe(SocketError.ConnectionReset);

        var resets = await Scene.ConnectAsync(address);
        await resets.SendAsync(new byte[] { 2 });
        await Scene.UntilAsync(
            async () => await scene.MetricAsync("toxiproxy_proxy_sent_bytes_total{direction=\"upstream\"") == 2,
            "it came"
        );
        resets.LingerState = new LingerOption(true, 0);
        resets.Dispose();
        (await seen.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).ShouldBe(SocketError.ConnectionReset);
        await NoneLeftAsync(scene);
    }

    [Fact]
    public async Task An_upstream_that_is_not_there_ends_the_connection_and_is_counted()
    {
        using var gone = Upstream.Echo();
        var address = gone.Address;
        gone.Dispose();
        await using var scene = await Scene.StartAsync();

        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(address));

        (await Scene.ReadAsync(client, 1)).ShouldBeEmpty();
        (await scene.MetricAsync("faultline_proxy_failed_connections_total")).ShouldBe(1);
        await NoneLeftAsync(scene);
    }

    [Theory]
    [InlineData("no host:1")]
    [InlineData("\u0001:1")]
    [InlineData("\0:1")]
    [InlineData("a..b:1")]
    [InlineData("-:1")]
    [InlineData("ä.invalid:1")]
    [InlineData("xn--:1")]
    [InlineData("[::1%nowhere]:1")]
    [InlineData("[]:1")]
    [InlineData("*:1")]
    [InlineData("999.999.999.999:1")]
    [InlineData("LONG.invalid:1")]
    [InlineData("LONGLONGLONG.invalid:1")]
    [InlineData("unix:/nowhere/x.sock")]
    [InlineData("unix:/tmp/\0")]
    [InlineData("127.0.0.1:0")]
    [InlineData("0.0.0.0:1")]
    public async Task An_address_that_leads_nowhere_is_refused_or_ends_its_connections(string upstream)
    {
        await using var scene = await Scene.StartAsync();
        var address = upstream.Replace("LONG", new string('a', 90), StringComparison.Ordinal);
        var wish = new System.Text.Json.Nodes.JsonObject
        {
            ["name"] = "p",
            ["listen"] = "127.0.0.1:0",
            ["upstream"] = address,
        };

        var (status, body) = await scene.AskAsync("POST", "/proxies", wish);

        if (status == 201)
        {
            using var client = await Scene.ConnectAsync(IPEndPoint.Parse((string)body!["listen"]!));
            (await Scene.ReadAsync(client, 1)).ShouldBeEmpty();
            (await scene.MetricAsync("faultline_proxy_failed_connections_total")).ShouldBe(1);
            await NoneLeftAsync(scene);
        }
        else
        {
            (status, (int)body!["status"]!).ShouldBe((500, 500), body.ToJsonString());
        }

        (wish["name"], wish["listen"], wish["upstream"]) = ("q", address, "127.0.0.1:1");
        var (listening, answer) = await scene.AskAsync("POST", "/proxies", wish);
        listening.ShouldBeOneOf([201, 500], answer?.ToJsonString());
        answer.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("latency:latency=10")]
    [InlineData("timeout:timeout=0")]
    public async Task A_reader_that_does_not_read_is_waited_for_in_bounded_memory(string toxic)
    {
        var sent = 0L;
        using var upstream = new Upstream(async socket =>
        {
            var data = new byte[1024 * 1024];
            while (true)
            {
                Interlocked.Add(ref sent, await socket.SendAsync(data));
            }
        });
        await using var scene = await Scene.StartAsync();
        var address = await scene.ProxyAsync(upstream.Address);
        if (toxic.Length > 0)
        {
            await scene.ToxicAsync(toxic, name: "t");
        }

        using var client = await Scene.ConnectAsync(address);
        var before = -1L;
        await Scene.UntilAsync(
            async () =>
            {
                await Task.Delay(200);
                var now = Volatile.Read(ref sent);
                (now, before) = (before, now);
                return now == before && now > 0;
            },
            "the server is held up"
        );

        (await scene.MetricAsync("faultline_proxy_held_bytes")).ShouldBeLessThanOrEqualTo(8 * 1024 * 1024 + 128 * 1024);
        // What the kernel takes for both connections, and what a direction may hold.
        Volatile.Read(ref sent).ShouldBeLessThan(64 * 1024 * 1024);
        client.Dispose();
        if (toxic.StartsWith("timeout", StringComparison.Ordinal))
        {
            await scene.RemoveAsync("t");
        }

        await NoneLeftAsync(scene);
    }

    [Theory]
    [InlineData("latency:latency=600000")]
    [InlineData("timeout:timeout=0")]
    [InlineData("bandwidth:rate=1")]
    public async Task A_client_that_breaks_off_while_its_data_wait_leaves_nothing_behind(string toxic)
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        var address = await scene.ProxyAsync(upstream.Address);
        await scene.ToxicAsync(toxic);

        for (var i = 0; i < 20; i++)
        {
            var client = await Scene.ConnectAsync(address);
            await client.SendAsync(new byte[100_000]);
            client.LingerState = new LingerOption(true, 0);
            client.Dispose();
        }

        await NoneLeftAsync(scene);
    }

    [Fact]
    public async Task Thousands_of_idle_connections_cost_little_and_leave_nothing()
    {
        const int count = 3000;
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        var address = await scene.ProxyAsync(upstream.Address);
        var clients = new List<Socket>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                var client = await Scene.ConnectAsync(address);
                clients.Add(client);
                await Scene.RoundTripAsync(client);
            }

            (await scene.MetricAsync("faultline_proxy_connections{")).ShouldBe(count);
            // A toxic comes and goes over all of them, and all still speak.
            await scene.ToxicAsync("latency:latency=5", name: "t");
            await Task.WhenAll(clients.Select(client => Scene.RoundTripAsync(client)));
            await scene.RemoveAsync("t");
            await Task.WhenAll(clients.Select(client => Scene.RoundTripAsync(client)));
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }

        await NoneLeftAsync(scene);
    }

    [Fact]
    public async Task A_thousand_connections_come_and_go_at_random_while_toxics_change()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        var address = await scene.ProxyAsync(upstream.Address);
        using var end = new CancellationTokenSource();
        var changing = ChangeAsync(scene, end.Token);

        var left = 1000;
        await Task.WhenAll(
            Enumerable
                .Range(0, 32)
                .Select(async worker =>
                {
                    var random = new Random(worker);
                    while (Interlocked.Decrement(ref left) >= 0)
                    {
                        await MeetAsync(address, random);
                    }
                })
        );
        await end.CancelAsync();
        await changing;

        (await scene.AskAsync("POST", "/reset")).Status.ShouldBe(204);
        await NoneLeftAsync(scene);
        using var last = await Scene.ConnectAsync(address);
        await Scene.RoundTripAsync(last, 10_000);
    }

    [Fact]
    public async Task Disabling_and_deleting_close_what_is_open()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        var address = await scene.ProxyAsync(upstream.Address);
        using var first = await Scene.ConnectAsync(address);
        await Scene.RoundTripAsync(first);

        var (status, body) = await scene.AskAsync("POST", "/proxies/p", new System.Text.Json.Nodes.JsonObject { ["enabled"] = false });
        (status, (bool)body!["enabled"]!).ShouldBe((200, false));
        (await Scene.ReadAsync(first, 1)).ShouldBeEmpty();
        await Should.ThrowAsync<SocketException>(() => Scene.ConnectAsync(address));

        await scene.AskAsync("PATCH", "/proxies/p", new System.Text.Json.Nodes.JsonObject { ["enabled"] = true });
        using var second = await Scene.ConnectAsync(address);
        await Scene.RoundTripAsync(second);
        (await scene.AskAsync("DELETE", "/proxies/p")).Status.ShouldBe(204);
        (await Scene.ReadAsync(second, 1)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Unix_sockets_stand_on_either_side()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "in.sock");
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        var inner = await scene.ProxyAsync(upstream.Address, "inner", "unix:" + path);
        var outer = await scene.ProxyAsync("unix:" + path, "outer");

        using var client = await Scene.ConnectAsync(outer);
        await Scene.RoundTripAsync(client, 100_000);
        using var direct = await Scene.ConnectAsync(inner);
        await Scene.RoundTripAsync(direct);

        await scene.AskAsync("DELETE", "/proxies/inner");
        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public async Task IPv6_is_as_good_as_IPv4()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this machine has no IPv6");
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        var inner = await scene.ProxyAsync(upstream.Address, "inner", "[::1]:0");
        var outer = await scene.ProxyAsync(inner.ToString()!, "outer", "localhost:0");

        using var client = await Scene.ConnectAsync(outer);

        await Scene.RoundTripAsync(client);
        ((IPEndPoint)inner).Address.ShouldBe(IPAddress.IPv6Loopback);
    }

    private static async Task ChangeAsync(Scene scene, CancellationToken end)
    {
        string[] toxics =
        [
            "latency:latency=5,jitter=5",
            "latency:latency=3@upstream",
            "bandwidth:rate=2000",
            "slow_close:delay=10",
            "timeout:timeout=20",
            "reset_peer:timeout=5",
            "slicer:average_size=300,size_variation=100,delay=10",
            "limit_data:bytes=3000@upstream",
        ];
        var random = new Random(7);
        while (!end.IsCancellationRequested)
        {
            var name = $"t{random.Next(4)}";
            if ((await scene.AskAsync("DELETE", $"/proxies/p/toxics/{name}")).Status == 404)
            {
                await scene.ToxicAsync(toxics[random.Next(toxics.Length)], random.NextDouble(), name: name);
            }

            await Task.Delay(random.Next(5), CancellationToken.None);
        }
    }

    // Says something, hears what it gets to hear, and leaves in one way or another; what it hears is what it said.
    private static async Task MeetAsync(EndPoint address, Random random)
    {
        using var client = await Scene.ConnectAsync(address);
        var said = new byte[random.Next(1, 20_000)];
        random.NextBytes(said);
        try
        {
            await client.SendAsync(said);
            var way = random.Next(4);
            if (way == 0)
            {
                client.LingerState = new LingerOption(true, 0);
                return;
            }

            if (way == 1)
            {
                client.Shutdown(SocketShutdown.Send);
            }

            var heard = await Scene.ReadAsync(client, way == 2 ? random.Next(said.Length) : said.Length);
            heard.ShouldBe(said[..heard.Length]);
        }
        catch (SocketException)
        {
            // A toxic was for this one.
        }
    }

    private static async Task NoneLeftAsync(Scene scene) =>
        await Scene.UntilAsync(
            async () =>
                await scene.MetricAsync("faultline_proxy_connections{") == 0 && await scene.MetricAsync("faultline_proxy_held_bytes") == 0,
            "no connection is left"
        );
}
