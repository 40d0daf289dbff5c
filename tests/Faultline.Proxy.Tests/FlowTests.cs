using System.Net;
using System.Net.Sockets;
using Faultline.Linux.Sockets;
using Faultline.Proxy.Addresses;
using Faultline.Proxy.Relaying;
using Faultline.Proxy.Toxics;
using Faultline.TestKit;

namespace Faultline.Proxy.Tests;

/// <summary>One direction of a connection, without the API around it.</summary>
public sealed class FlowTests : IDisposable
{
    private readonly EventLoops _loops = new(2);

    public void Dispose() => _loops.Dispose();

    [Fact]
    public async Task What_the_kernel_had_of_a_connection_that_has_ended_waits_in_no_toxic()
    {
        var parts = Parts(TimeProvider.System);
        var (sender, client) = await PairAsync();
        var (server, receiver) = await PairAsync();
        using var ends = new Ends(sender, client, server, receiver);
        using var from = Descriptor(client);
        using var to = Descriptor(server);
        var loop = _loops.All[0];
        var flow = new Flow(
            new Connection(from, Address("127.0.0.1:1"), new ConnectionSet(), loop, parts),
            ToxicStream.Upstream,
            from,
            to,
            loop,
            parts
        );
        await sender.SendAsync(new byte[100]);

        // As when a toxic of the other direction ends the connection, and only then one comes for this direction.
        flow.Stop();
        parts.Toxics.TryAdd(Toxic("t", "latency", 600_000, 0));
        sender.Shutdown(SocketShutdown.Send);

        client.Poll(TimeSpan.FromSeconds(30), SelectMode.SelectRead).ShouldBeTrue();
        flow.Ready(Readiness.In | Readiness.PeerEnded);
        parts.Counters.Received(ToxicStream.Upstream).ShouldBe(100);
        parts.Held.Total.ShouldBe(0);
    }

    [Fact]
    public async Task Data_wait_for_their_time_to_the_millisecond_and_a_change_meets_them()
    {
        var clock = new ManualClock();
        var parts = Parts(clock);
        parts.Toxics.TryAdd(Toxic("slow", "latency", 100, 0));
        parts.Toxics.TryAdd(Toxic("slower", "latency", 50, 0));
        using var upstream = Listening();
        using var listener = await ListenAsync(upstream, parts);
        using var sender = await Scene.ConnectAsync(IPEndPoint.Parse(listener.Address));
        using var receiver = await upstream.AcceptAsync(TestContext.Current.CancellationToken);

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
        receiver.Shutdown(SocketShutdown.Send);
        (await Scene.ReadAsync(sender, 1)).ShouldBeEmpty();
        await Scene.UntilAsync(() => Task.FromResult(listener.Connections == 0 && clock.UntilNext is null), "no timer is left");
        parts.Held.Total.ShouldBe(0);
    }

    [Fact]
    public async Task Nothing_is_left_whatever_moment_a_connection_is_stopped_at()
    {
        var random = new Random(7);
        string[] kinds = ["latency", "timeout", "slicer", "bandwidth", "slow_close", "reset_peer", "limit_data"];
        using var upstream = Listening();
        for (var i = 0; i < 300; i++)
        {
            var parts = Parts(TimeProvider.System);
            using var listener = await ListenAsync(upstream, parts);
            using var sender = await Scene.ConnectAsync(IPEndPoint.Parse(listener.Address));
            using var receiver = await upstream.AcceptAsync(TestContext.Current.CancellationToken);
            var kind = kinds[random.Next(kinds.Length)];
            var spins = (random.Next(200), random.Next(200), random.Next(200));

            Parallel.Invoke(
                () => After(spins.Item1, () => sender.Send(new byte[5000])),
                () => After(spins.Item2, () => parts.Toxics.TryAdd(Toxic("t", kind, 1000, 10, 10))),
                () => After(spins.Item3, listener.Dispose)
            );

            await EndedAsync(sender);
            await EndedAsync(receiver);
            await Scene.UntilAsync(() => Task.FromResult(parts.Held.Total == 0), $"round {i}, {kind}: nothing is held");
        }
    }

    // However it ends.
    private static async Task EndedAsync(Socket socket)
    {
        try
        {
            while ((await Scene.ReadAsync(socket, 5000)).Length > 0) { }
        }
        catch (SocketException)
        {
            // By a reset.
        }
    }

    // A few microseconds more or less, so that the threads meet at other places each time.
    private static void After(int spins, Action act)
    {
        Thread.SpinWait(spins * 10);
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

    private ProxyParts Parts(TimeProvider time) =>
        new(
            new ToxicTable(),
            new ProxyCounters(_loops.All.Count),
            new HeldBytes(),
            new Chance(new Random(7)),
            new ProxyClock(time),
            _loops
        );

    private static async Task<Listener> ListenAsync(Socket upstream, ProxyParts parts)
    {
        var listener = await Listener.StartAsync(Address("127.0.0.1:0"), Address(upstream.LocalEndPoint!.ToString()!), parts);
        parts.Toxics.Changed = listener.ToxicsChanged;
        return listener;
    }

    private static ProxyAddress Address(string text) =>
        ProxyAddress.TryParse(text, out var address, out var problem) ? address : throw new InvalidOperationException(problem);

    private static Socket Listening()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(16);
        return listener;
    }

    private static StreamSocket Descriptor(Socket socket) => new(socket.SafeHandle.DangerousGetHandle(), ownsHandle: false);

    private static async Task<(Socket Ours, Socket Theirs)> PairAsync()
    {
        using var listener = Listening();
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
