using System.Net.Sockets;

namespace Faultline.Proxy.Tests;

/// <summary>
/// Each toxic against what was asked. Nothing may be early, ever; on a machine that others use too anything may be late, but not each
/// time: of several tries the best is held to a narrow bound.
/// </summary>
public sealed class ToxicTests
{
    private const double Late = 1500;
    private const double Narrow = 25;
    private const int Tries = 12;

    [Fact]
    public async Task Latency_delays_each_answer_by_what_was_asked()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(upstream.Address));
        await scene.ToxicAsync("latency:latency=80");

        await BestAsync(80, 80 + Narrow, () => Scene.RoundTripAsync(client));
    }

    [Fact]
    public async Task Jitter_spreads_latency_to_both_sides()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(upstream.Address));
        await scene.ToxicAsync("latency:latency=60,jitter=50");

        var times = new List<double>();
        for (var i = 0; i < 30; i++)
        {
            times.Add(await Scene.RoundTripAsync(client));
        }

        // From 10 to 110, as many below 60 as above it: 4 of 30 or fewer on a side come up once in 30,000 times.
        times.Min().ShouldBeGreaterThanOrEqualTo(9.9);
        times.Count(time => time < 60).ShouldBeGreaterThan(4, string.Join(' ', times));
        times.Count(time => time is > 60 and < 110 + Narrow).ShouldBeGreaterThan(4, string.Join(' ', times));
    }

    [Fact]
    public async Task Delayed_data_stream_rather_than_wait_for_each_other()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(upstream.Address));
        await scene.ToxicAsync("latency:latency=300");

        var begun = TimeProvider.System.GetTimestamp();
        var reading = Scene.ReadAsync(client, 20);
        for (var i = 0; i < 20; i++)
        {
            await client.SendAsync(new byte[1]);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        (await reading).Length.ShouldBe(20);

        // One after the other they would have taken 6 s.
        TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds.ShouldBeInRange(300 + 190, 300 + 200 + Late);
    }

    [Fact]
    public async Task Bandwidth_gives_the_rate_that_was_asked()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(upstream.Address));
        await scene.ToxicAsync("bandwidth:rate=1000");

        // 1,000 KB/s: half a megabyte in half a second.
        await BestAsync(500, 500 + Narrow, () => Scene.RoundTripAsync(client, 500_000));
    }

    [Fact]
    public async Task Slow_close_delays_the_end_alone()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        var address = await scene.ProxyAsync(upstream.Address);
        await scene.ToxicAsync("slow_close:delay=300");

        await BestAsync(
            300,
            300 + Narrow,
            async () =>
            {
                using var client = await Scene.ConnectAsync(address);
                (await Scene.RoundTripAsync(client)).ShouldBeLessThan(290);
                var begun = TimeProvider.System.GetTimestamp();
                client.Shutdown(SocketShutdown.Send);
                (await Scene.ReadAsync(client, 1)).ShouldBeEmpty();
                return Since(begun);
            }
        );
    }

    [Fact]
    public async Task Timeout_lets_nothing_through_and_closes_the_connection()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        var address = await scene.ProxyAsync(upstream.Address);
        var tries = 0;
        await BestAsync(
            200,
            200 + Narrow,
            async () =>
            {
                using var client = await Scene.ConnectAsync(address);
                await Scene.RoundTripAsync(client);
                var begun = TimeProvider.System.GetTimestamp();
                await scene.ToxicAsync("timeout:timeout=200", name: $"t{tries++}");
                await client.SendAsync(new byte[1]);
                (await Scene.ReadAsync(client, 1)).ShouldBeEmpty();
                (await scene.MetricAsync("faultline_toxic_ended_connections_total")).ShouldBe(1);
                await scene.RemoveAsync($"t{tries - 1}");
                return Since(begun);
            }
        );
    }

    [Fact]
    public async Task Timeout_closes_connections_that_say_nothing_too()
    {
        using var upstream = Upstream.Silent();
        await using var scene = await Scene.StartAsync();
        var address = await scene.ProxyAsync(upstream.Address);
        using var before = await Scene.ConnectAsync(address);
        await Scene.UntilAsync(async () => await scene.MetricAsync("faultline_proxy_connections{") == 1, "it is connected");
        await scene.ToxicAsync("timeout:timeout=200");
        using var after = await Scene.ConnectAsync(address);

        (await Scene.ReadAsync(before, 1)).ShouldBeEmpty();
        (await Scene.ReadAsync(after, 1)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_timeout_of_0_holds_until_it_is_removed()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(upstream.Address));
        await scene.ToxicAsync("timeout:timeout=0", name: "hold");

        await client.SendAsync("hello"u8.ToArray());
        var reading = Scene.ReadAsync(client, 5);
        await Task.WhenAny(reading, Task.Delay(300, TestContext.Current.CancellationToken));
        reading.IsCompleted.ShouldBeFalse();
        await scene.RemoveAsync("hold");

        (await reading).ShouldBe("hello"u8.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    public async Task Reset_peer_resets_both_sides_a_time_after_the_first_data(int timeout)
    {
        var seen = new System.Collections.Concurrent.ConcurrentQueue<SocketError>();
        using var upstream = new Upstream(async socket =>
        {
            try
            {
                await socket.ReceiveAsync(new byte[1]);
                seen.Enqueue(SocketError.Success);
            }
            catch (SocketException e)
            {
                seen.Enqueue(e.SocketErrorCode);
            }
        });
        await using var scene = await Scene.StartAsync();
        var address = await scene.ProxyAsync(upstream.Address);
        await scene.ToxicAsync($"reset_peer:timeout={timeout}@upstream");
        var tries = 0;

        await BestAsync(
            timeout,
            timeout + Narrow,
            async () =>
            {
                using var client = await Scene.ConnectAsync(address);
                var begun = TimeProvider.System.GetTimestamp();
                await client.SendAsync(new byte[1]);
                var error = await Should.ThrowAsync<SocketException>(() => Scene.ReadAsync(client, 1));
                error.SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
                tries++;
                return Since(begun);
            }
        );

        await Scene.UntilAsync(() => Task.FromResult(seen.Count == tries), "the server has heard of each");
        seen.ShouldAllBe(error => error == SocketError.ConnectionReset);
        (await scene.MetricAsync("toxiproxy_proxy_sent_bytes_total{direction=\"upstream\"")).ShouldBe(0);
    }

    [Fact]
    public async Task Slicer_cuts_data_into_pieces_with_pauses_between_them()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(upstream.Address));
        await scene.ToxicAsync("slicer:average_size=100,size_variation=10,delay=10000");
        var pieces = new List<int>();

        // 2,000 bytes are 19 to 23 pieces: 18 to 22 pauses of 10 ms.
        await BestAsync(
            180,
            220 + Narrow,
            async () =>
            {
                pieces.Clear();
                var buffer = new byte[2000];
                var begun = TimeProvider.System.GetTimestamp();
                await client.SendAsync(buffer);
                while (pieces.Sum() < 2000)
                {
                    pieces.Add(await client.ReceiveAsync(buffer));
                }

                return Since(begun);
            },
            // A reader that comes late finds several pieces at once.
            () => pieces.Count is >= 19 and <= 23 && pieces.SkipLast(1).All(piece => piece is >= 90 and <= 110)
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public async Task Limit_data_closes_after_exactly_so_many_bytes(int limit)
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        var address = await scene.ProxyAsync(upstream.Address);
        await scene.ToxicAsync($"limit_data:bytes={limit}");

        foreach (var piece in (int[])[600, 200_000])
        {
            using var client = await Scene.ConnectAsync(address);
            var reading = CountAsync(client);
            for (var sent = 0; sent < 200_000; sent += piece)
            {
                try
                {
                    await client.SendAsync(new byte[Math.Min(piece, 200_000 - sent)]);
                }
                catch (SocketException)
                {
                    // It is closed by now.
                    break;
                }
            }

            (await reading).ShouldBe(limit, $"in pieces of {piece}");
        }
    }

    [Fact]
    public async Task A_toxic_is_for_its_direction_alone()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(upstream.Address));
        await scene.ToxicAsync("latency:latency=100@upstream");
        await scene.ToxicAsync("latency:latency=200@downstream");

        await BestAsync(300, 300 + Narrow, () => Scene.RoundTripAsync(client));
        (await scene.MetricAsync("toxiproxy_proxy_received_bytes_total{direction=\"upstream\"")).ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0.3, 83, 157)]
    [InlineData(1, 400, 400)]
    public async Task Toxicity_is_the_share_of_connections_and_is_decided_once_for_each(double toxicity, int least, int most)
    {
        const int count = 400;
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        var address = await scene.ProxyAsync(upstream.Address);
        await scene.ToxicAsync("limit_data:bytes=1", toxicity, name: "some");

        // Those that survive their first answer are not meant, and are not meant later either. The bounds are four standard deviations.
        var survivors = 0;
        for (var i = 0; i < count; i++)
        {
            using var client = await Scene.ConnectAsync(address);
            await client.SendAsync(new byte[2]);
            if ((await Scene.ReadAsync(client, 2)).Length == 2)
            {
                survivors++;
                for (var again = 0; again < 5; again++)
                {
                    await Scene.RoundTripAsync(client);
                }
            }
        }

        (count - survivors).ShouldBeInRange(least, most);
        (await scene.MetricAsync("faultline_toxic_connections_total")).ShouldBe(count - survivors);
        (await scene.MetricAsync("faultline_toxic_ended_connections_total")).ShouldBe(count - survivors);
    }

    [Fact]
    public async Task Changes_meet_what_already_waits()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(upstream.Address));
        await scene.ToxicAsync("latency:latency=600000", name: "slow");

        await client.SendAsync(new byte[1]);
        await Scene.UntilAsync(async () => await scene.MetricAsync("faultline_toxic_bytes_total") == 1, "it waits");
        await scene.UpdateAsync("slow", "latency=10");
        (await Scene.ReadAsync(client, 1)).Length.ShouldBe(1);

        await scene.UpdateAsync("slow", "latency=600000");
        await client.SendAsync(new byte[1]);
        await Scene.UntilAsync(async () => await scene.MetricAsync("faultline_toxic_bytes_total") == 2, "it waits");
        await scene.RemoveAsync("slow");
        (await Scene.ReadAsync(client, 1)).Length.ShouldBe(1);

        // And the connection is as good as new.
        (await Scene.RoundTripAsync(client)).ShouldBeLessThan(Late);
    }

    // Who still sends when it is closed is told so with a reset, after the data.
    private static async Task<int> CountAsync(Socket client)
    {
        var (all, buffer) = (0, new byte[10_000]);
        try
        {
            int count;
            while ((count = await client.ReceiveAsync(buffer)) > 0)
            {
                all += count;
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // It is closed.
        }

        return all;
    }

    // Never early; late at times. Ends with the first try that is in time, and is as was asked otherwise.
    private static async Task BestAsync(double least, double most, Func<Task<double>> measure, Func<bool>? isAsAsked = null)
    {
        var times = new List<double>();
        while (times.Count < Tries)
        {
            times.Add(await measure());
            times[^1].ShouldBeGreaterThanOrEqualTo(least - 0.5);
            if (times[^1] <= most && (isAsAsked?.Invoke() ?? true))
            {
                return;
            }
        }

        Assert.Fail($"None of {Tries} tries was as asked, within {most} ms: {string.Join(' ', times.Select(time => $"{time:0.0}"))}.");
    }

    private static double Since(long begun) => TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds;
}
