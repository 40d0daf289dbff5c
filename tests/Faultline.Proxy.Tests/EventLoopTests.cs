using System.Net.Sockets;

namespace Faultline.Proxy.Tests;

/// <summary>What the loops have to tell apart that move the data.</summary>
public sealed class EventLoopTests
{
    [Fact]
    public async Task An_upstream_is_looked_up_by_its_name()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();

        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(upstream.Address.Replace("127.0.0.1", "localhost")));

        await Scene.RoundTripAsync(client, 1000);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_ends_the_connection_and_is_counted()
    {
        await using var scene = await Scene.StartAsync();

        using var client = await Scene.ConnectAsync(await scene.ProxyAsync("nobody.invalid:80"));

        (await Scene.ReadAsync(client, 1)).ShouldBeEmpty();
        (await scene.MetricAsync("faultline_proxy_failed_connections_total")).ShouldBe(1);
        await NoneLeftAsync(scene);
    }

    [Fact]
    public async Task A_server_that_speaks_first_is_heard()
    {
        using var upstream = new Upstream(async socket =>
        {
            await socket.SendAsync("220 ready"u8.ToArray());
            await socket.ReceiveAsync(new byte[1]);
        });
        await using var scene = await Scene.StartAsync();

        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(upstream.Address));

        (await Scene.ReadAsync(client, 9)).ShouldBe("220 ready"u8.ToArray());
    }

    [Fact]
    public async Task Data_behind_an_urgent_byte_move_on()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(upstream.Address));

        for (var i = 0; i < 100; i++)
        {
            await client.SendAsync("abc"u8.ToArray());
            client.Send("!"u8, SocketFlags.OutOfBand).ShouldBe(1);
            await client.SendAsync("def"u8.ToArray());

            // The urgent byte itself stands beside the data, and isn't passed on.
            (await Scene.ReadAsync(client, 6)).ShouldBe("abcdef"u8.ToArray());
        }
    }

    [Fact]
    public async Task A_server_that_breaks_off_while_its_reader_is_slow_leaves_nothing_behind()
    {
        using var upstream = new Upstream(async socket =>
        {
            using var stall = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);
            try
            {
                while (true)
                {
                    await socket.SendAsync(new byte[1024 * 1024], stall.Token);
                }
            }
            catch (OperationCanceledException)
            {
                socket.LingerState = new LingerOption(true, 0);
            }
        });
        await using var scene = await Scene.StartAsync();

        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(upstream.Address));

        await Scene.UntilAsync(async () => await scene.MetricAsync("faultline_proxy_connections_total") == 1, "it was taken");
        await NoneLeftAsync(scene);
    }

    [Fact]
    public async Task Hundreds_of_slow_readers_get_all_that_was_sent()
    {
        const int count = 200;
        const int length = 1_000_000;
        var data = new byte[length];
        new Random(7).NextBytes(data);
        using var upstream = new Upstream(async socket =>
        {
            await socket.SendAsync(data);
            socket.Shutdown(SocketShutdown.Send);
            await socket.ReceiveAsync(new byte[1]);
        });
        await using var scene = await Scene.StartAsync();
        var address = await scene.ProxyAsync(upstream.Address);
        var clients = new List<Socket>();
        for (var i = 0; i < count; i++)
        {
            clients.Add(await Scene.ConnectAsync(address));
        }

        foreach (var client in clients)
        {
            using (client)
            {
                (await Scene.ReadAsync(client, length + 1)).AsSpan().SequenceEqual(data).ShouldBeTrue();
            }
        }

        await NoneLeftAsync(scene);
        (await scene.MetricAsync("toxiproxy_proxy_sent_bytes_total{direction=\"downstream\"")).ShouldBe((long)count * length);
    }

    private static Task NoneLeftAsync(Scene scene) =>
        Scene.UntilAsync(async () => await scene.MetricAsync("faultline_proxy_connections{") == 0, "no connection is left");
}
