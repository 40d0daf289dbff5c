using System.Net.Sockets;

namespace Faultline.Proxy.Tests;

/// <summary>What arrives is what was sent.</summary>
public sealed class IntegrityTests
{
    // A length that no buffer divides, so that a piece that is lost, doubled or moved is seen.
    private static readonly byte[] Pattern = Bytes(1_000_003);

    private const long Gigabyte = 1L << 30;

    [Theory]
    [InlineData("")]
    [InlineData("noop:")]
    [InlineData("latency:latency=2,jitter=2")]
    [InlineData("bandwidth:rate=4000000")]
    [InlineData("slicer:average_size=40000,size_variation=20000,delay=0")]
    [InlineData("limit_data:bytes=1073741824")]
    [InlineData("slow_close:delay=50")]
    [InlineData("slicer:average_size=20000,size_variation=19999,delay=1;latency:latency=2;bandwidth:rate=2000000")]
    public async Task A_gigabyte_arrives_unchanged_in_either_direction(string toxics)
    {
        foreach (var stream in (string[])["downstream", "upstream"])
        {
            var arrived = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            using var upstream = new Upstream(async socket =>
            {
                if (stream == "downstream")
                {
                    await GiveAsync(socket, Gigabyte);
                    await socket.ReceiveAsync(new byte[1]);
                }
                else
                {
                    arrived.SetResult(await CheckAsync(socket));
                }
            });
            await using var scene = await Scene.StartAsync();
            var address = await scene.ProxyAsync(upstream.Address);
            foreach (var toxic in toxics.Split(';', StringSplitOptions.RemoveEmptyEntries))
            {
                await scene.ToxicAsync($"{toxic}@{stream}");
            }

            using var client = await Scene.ConnectAsync(address);
            if (stream == "downstream")
            {
                arrived.SetResult(await CheckAsync(client));
            }
            else
            {
                await GiveAsync(client, Gigabyte);
            }

            (await arrived.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).ShouldBe(Gigabyte, stream);
        }
    }

    [Fact]
    public async Task A_gigabyte_arrives_unchanged_while_toxics_come_change_and_go()
    {
        using var upstream = new Upstream(async socket =>
        {
            await GiveAsync(socket, Gigabyte);
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

        (await checking).ShouldBe(Gigabyte);
        (await scene.MetricAsync("faultline_proxy_held_bytes")).ShouldBe(0);
    }

    private static async Task GiveAsync(Socket socket, long total)
    {
        for (long sent = 0; sent < total; )
        {
            var offset = (int)(sent % Pattern.Length);
            sent += await socket.SendAsync(Pattern.AsMemory(offset, (int)Math.Min(Pattern.Length - offset, total - sent)));
        }

        socket.Shutdown(SocketShutdown.Send);
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
