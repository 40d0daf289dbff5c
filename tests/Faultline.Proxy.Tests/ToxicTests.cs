using System.Net.Sockets;

namespace Faultline.Proxy.Tests;

/// <summary>Each toxic against what was asked. Lower bounds are exact; upper ones leave room for a machine that others use too.</summary>
public sealed class ToxicTests
{
    private const double Late = 1500;

    [Fact]
    public async Task Latency_delays_each_answer_by_what_was_asked()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(upstream.Address));
        await scene.ToxicAsync("latency:latency=80");

        var times = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            times.Add(await Scene.RoundTripAsync(client));
        }

        times.Min().ShouldBeGreaterThanOrEqualTo(79.9);
        times.Order().ElementAt(4).ShouldBeLessThan(80 + 80);
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

        (times.Min() >= 9.9, times.Min() < 60, times.Max() > 60).ShouldBe((true, true, true), string.Join(' ', times));
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
        var took = await Scene.RoundTripAsync(client, 500_000);

        took.ShouldBeInRange(495, 500 + Late);
    }

    [Fact]
    public async Task Slow_close_delays_the_end_alone()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(upstream.Address));
        await scene.ToxicAsync("slow_close:delay=400");

        var answer = await Scene.RoundTripAsync(client);
        var begun = TimeProvider.System.GetTimestamp();
        client.Shutdown(SocketShutdown.Send);
        (await Scene.ReadAsync(client, 1)).ShouldBeEmpty();

        TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds.ShouldBeInRange(399, 400 + Late);
        answer.ShouldBeLessThan(390);
    }

    [Fact]
    public async Task Timeout_lets_nothing_through_and_closes_the_connection()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(upstream.Address));
        await client.SendAsync(new byte[1]);
        await Scene.ReadAsync(client, 1);

        var begun = TimeProvider.System.GetTimestamp();
        await scene.ToxicAsync("timeout:timeout=300");
        await client.SendAsync(new byte[1]);

        (await Scene.ReadAsync(client, 1)).ShouldBeEmpty();
        TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds.ShouldBeInRange(299, 300 + Late);
        (await scene.MetricAsync("faultline_toxic_ended_connections_total")).ShouldBe(1);
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
    public async Task Reset_peer_resets_the_connection_a_time_after_its_first_data(int timeout)
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(upstream.Address));
        await scene.ToxicAsync($"reset_peer:timeout={timeout}");

        var begun = TimeProvider.System.GetTimestamp();
        await client.SendAsync(new byte[1]);
        var error = await Should.ThrowAsync<SocketException>(() => Scene.ReadAsync(client, 1));

        error.SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
        TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds.ShouldBeInRange(timeout - 1, timeout + Late);
    }

    [Fact]
    public async Task Slicer_cuts_data_into_pieces_with_pauses_between_them()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(upstream.Address));
        await scene.ToxicAsync("slicer:average_size=100,size_variation=10,delay=5000");

        await client.SendAsync(new byte[5000]);
        var pieces = new List<int>();
        var buffer = new byte[5000];
        var begun = TimeProvider.System.GetTimestamp();
        while (pieces.Sum() < 5000)
        {
            pieces.Add(await client.ReceiveAsync(buffer));
        }

        // About 50 pieces: 49 pauses of 5 ms. A reader that comes late finds several at once.
        TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds.ShouldBeInRange(200, 245 + Late);
        pieces.Count.ShouldBeGreaterThan(5);
        pieces.Where(piece => piece is >= 90 and <= 110).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Limit_data_closes_after_exactly_so_many_bytes()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(upstream.Address));
        await scene.ToxicAsync("limit_data:bytes=1000");

        await client.SendAsync(new byte[600]);
        (await Scene.ReadAsync(client, 600)).Length.ShouldBe(600);
        await client.SendAsync(new byte[600]);

        (await Scene.ReadAsync(client, 600)).Length.ShouldBe(400);
    }

    [Fact]
    public async Task A_toxic_is_for_its_direction_alone()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(upstream.Address));
        await scene.ToxicAsync("latency:latency=100@upstream");
        await scene.ToxicAsync("latency:latency=200@downstream");

        (await Scene.RoundTripAsync(client)).ShouldBeInRange(299, 300 + Late);
        (await scene.MetricAsync("toxiproxy_proxy_sent_bytes_total{direction=\"upstream\"")).ShouldBe(1);
    }

    [Fact]
    public async Task Toxicity_is_decided_once_for_each_connection()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        var address = await scene.ProxyAsync(upstream.Address);
        await scene.ToxicAsync("limit_data:bytes=1", toxicity: 0.5, name: "half");

        // Those that survive their first answer are not meant, and are not meant later either.
        var survivors = 0;
        for (var i = 0; i < 60; i++)
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

        survivors.ShouldBeInRange(10, 50);
        (await scene.MetricAsync("faultline_toxic_connections_total")).ShouldBe(60 - survivors);
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
}
