using System.Net.Sockets;

namespace Faultline.Proxy.Tests;

/// <summary>What arrives is what was sent.</summary>
public sealed class IntegrityTests
{
    // A length that no buffer divides, so that a piece that is lost, doubled or moved is seen.
    private static readonly byte[] Pattern = Bytes(1_000_003);

    [Theory]
    [InlineData(1024, "")]
    [InlineData(256, "noop:")]
    [InlineData(256, "latency:latency=5,jitter=5")]
    [InlineData(256, "bandwidth:rate=4000000")]
    [InlineData(256, "slicer:average_size=40000,size_variation=20000,delay=0")]
    [InlineData(256, "limit_data:bytes=1000000000")]
    [InlineData(256, "slow_close:delay=50")]
    [InlineData(64, "slicer:average_size=1000,size_variation=999,delay=1;latency:latency=2;bandwidth:rate=1000000")]
    public async Task Megabytes_arrive_unchanged(int megabytes, string toxics)
    {
        var total = megabytes * 1024L * 1024;
        using var upstream = new Upstream(async socket =>
        {
            await SendAsync(socket, total);
            socket.Shutdown(SocketShutdown.Send);
            await socket.ReceiveAsync(new byte[1]);
        });
        await using var scene = await Scene.StartAsync();
        var address = await scene.ProxyAsync(upstream.Address);
        foreach (var toxic in toxics.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            await scene.ToxicAsync(toxic);
        }

        using var client = await Scene.ConnectAsync(address);
        (await CheckAsync(client)).ShouldBe(total);
    }

    [Fact]
    public async Task Megabytes_arrive_unchanged_while_toxics_come_change_and_go()
    {
        const long total = 512L * 1024 * 1024;
        using var upstream = new Upstream(async socket =>
        {
            await SendAsync(socket, total);
            socket.Shutdown(SocketShutdown.Send);
            await socket.ReceiveAsync(new byte[1]);
        });
        await using var scene = await Scene.StartAsync();
        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(upstream.Address));
        var checking = CheckAsync(client);

        var kinds = new[]
        {
            "latency:latency=3,jitter=3",
            "slicer:average_size=20000,size_variation=9000,delay=1",
            "bandwidth:rate=900000",
            "timeout:timeout=0",
        };
        var random = new Random(7);
        while (!checking.IsCompleted)
        {
            var name = $"t{random.Next(3)}";
            await scene.AskAsync("DELETE", $"/proxies/p/toxics/{name}");
            await scene.ToxicAsync(kinds[random.Next(kinds.Length)], name: name);
            await Task.WhenAny(checking, Task.Delay(random.Next(20), TestContext.Current.CancellationToken));
            await scene.AskAsync("DELETE", $"/proxies/p/toxics/{name}");
        }

        (await checking).ShouldBe(total);
        (await scene.MetricAsync("faultline_proxy_held_bytes")).ShouldBe(0);
    }

    private static async Task SendAsync(Socket socket, long total)
    {
        for (long sent = 0; sent < total; )
        {
            var offset = (int)(sent % Pattern.Length);
            sent += await socket.SendAsync(Pattern.AsMemory(offset, (int)Math.Min(Pattern.Length - offset, total - sent)));
        }
    }

    private static async Task<long> CheckAsync(Socket socket)
    {
        var buffer = new byte[256 * 1024];
        long received = 0;
        int count;
        while ((count = await socket.ReceiveAsync(buffer)) > 0)
        {
            for (var at = 0; at < count; )
            {
                var offset = (int)(received % Pattern.Length);
                var length = Math.Min(count - at, Pattern.Length - offset);
                buffer.AsSpan(at, length).SequenceEqual(Pattern.AsSpan(offset, length)).ShouldBeTrue($"at byte {received}");
                at += length;
                received += length;
            }
        }

        return received;
    }

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(7).NextBytes(bytes);
        return bytes;
    }
}
