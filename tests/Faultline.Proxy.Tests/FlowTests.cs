using System.Net;
using System.Net.Sockets;
using Faultline.Proxy.Relaying;
using Faultline.Proxy.Toxics;
using Faultline.TestKit;

namespace Faultline.Proxy.Tests;

/// <summary>One direction of a connection, by itself.</summary>
public sealed class FlowTests
{
    [Fact]
    public async Task What_the_kernel_had_of_a_connection_that_has_ended_waits_in_no_toxic()
    {
        var parts = Parts(TimeProvider.System);
        var (sender, client) = await PairAsync();
        var (server, receiver) = await PairAsync();
        using var connection = new Ends(sender, client, server, receiver);
        var flow = new Flow(new Connection(client, new ConnectionSet(), parts), ToxicStream.Upstream, client, server, parts);
        await sender.SendAsync(new byte[100]);

        // As when a toxic of the other direction ends the connection, and only then one comes for this direction.
        flow.Stop();
        parts.Toxics.TryAdd(Toxic("t", "latency", 600_000, 0));
        sender.Shutdown(SocketShutdown.Send);

        await flow.RunAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        parts.Held.Total.ShouldBe(0);
    }

    [Fact]
    public async Task Data_wait_for_their_time_to_the_millisecond_and_a_change_meets_them()
    {
        var clock = new ManualClock();
        var parts = Parts(clock);
        parts.Toxics.TryAdd(Toxic("slow", "latency", 100, 0));
        parts.Toxics.TryAdd(Toxic("slower", "latency", 50, 0));
        var (sender, client) = await PairAsync();
        var (server, receiver) = await PairAsync();
        using var connection = new Ends(sender, client, server, receiver);
        var flow = new Flow(new Connection(client, new ConnectionSet(), parts), ToxicStream.Upstream, client, server, parts);
        parts.Toxics.Changed = _ => flow.ToxicsChanged();
        var running = flow.RunAsync();

        await sender.SendAsync(new byte[3]);
        await WaitsAsync(clock, 150);
        clock.Advance(TimeSpan.FromMilliseconds(20));
        await WaitsAsync(clock, 130);
        parts.Toxics.Update("slow", toxic => toxic.Settings with { Values = [60, 0] });
        await WaitsAsync(clock, 90);
        parts.Toxics.Remove(toxic => toxic.Name == "slower");
        await WaitsAsync(clock, 40);
        clock.Advance(TimeSpan.FromMilliseconds(40));

        (await Scene.ReadAsync(receiver, 3)).Length.ShouldBe(3);
        sender.Shutdown(SocketShutdown.Send);
        (await Scene.ReadAsync(receiver, 1)).ShouldBeEmpty();
        await running.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        clock.UntilNext.ShouldBeNull("a timer is left");
        parts.Held.Total.ShouldBe(0);
    }

    [Fact]
    public async Task Nothing_is_left_whatever_moment_a_connection_is_stopped_at()
    {
        var random = new Random(7);
        for (var i = 0; i < 1000; i++)
        {
            var parts = Parts(TimeProvider.System);
            var (sender, client) = await PairAsync();
            var (server, receiver) = await PairAsync();
            using var ends = new Ends(sender, client, server, receiver);
            var flow = new Flow(new Connection(client, new ConnectionSet(), parts), ToxicStream.Upstream, client, server, parts);
            parts.Toxics.Changed = _ => flow.ToxicsChanged();
            var running = flow.RunAsync();
            string[] kinds = ["latency", "timeout", "slicer", "bandwidth", "slow_close", "reset_peer", "limit_data"];
            var kind = kinds[random.Next(kinds.Length)];
            var spins = (random.Next(200), random.Next(200), random.Next(200));

            Parallel.Invoke(
                () => After(spins.Item1, () => sender.Send(new byte[5000])),
                () => After(spins.Item2, () => parts.Toxics.TryAdd(Toxic("t", kind, 1000, 10, 10))),
                () =>
                    After(
                        spins.Item3,
                        () =>
                        {
                            // As a connection closes: what the kernel has yet can be read.
                            client.Shutdown(SocketShutdown.Both);
                            server.Shutdown(SocketShutdown.Both);
                            flow.Stop();
                        }
                    )
            );

            await running.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            await Scene.UntilAsync(() => Task.FromResult(parts.Held.Total == 0), $"round {i}, {kind}: nothing is held");
        }
    }

    // A few microseconds more or less, so that the threads meet at other places each time.
    private static void After(int spins, Action act)
    {
        Thread.SpinWait(spins * 4);
        try
        {
            act();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }

    private static async Task WaitsAsync(ManualClock clock, double milliseconds) =>
        await Scene.UntilAsync(
            () => Task.FromResult(clock.UntilNext == TimeSpan.FromMilliseconds(milliseconds)),
            $"the next is due in {milliseconds} ms"
        );

    private static Toxic Toxic(string name, string kind, params long[] values)
    {
        var known = ToxicKind.Find(kind)!;
        return new Toxic(name, known, ToxicStream.Upstream, new ToxicSettings(1, values[..known.Attributes.Count]), lease: null);
    }

    private static ProxyParts Parts(TimeProvider time) =>
        new(new ToxicTable(), new ProxyCounters(), new HeldBytes(), new Chance(new Random(7)), new ProxyClock(time));

    private static async Task<(Socket Ours, Socket Theirs)> PairAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var ours = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await ours.ConnectAsync(listener.LocalEndPoint!);
        var theirs = await listener.AcceptAsync();
        ours.Blocking = theirs.Blocking = false;
        return (ours, theirs);
    }

    private sealed class Ends(params Socket[] sockets) : IDisposable
    {
        public void Dispose() => Array.ForEach(sockets, socket => socket.Dispose());
    }
}
