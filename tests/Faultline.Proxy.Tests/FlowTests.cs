using System.Net;
using System.Net.Sockets;
using Faultline.Linux.Sockets;
using Faultline.Proxy.Addresses;
using Faultline.Proxy.Relaying;
using Faultline.Proxy.Toxics;

namespace Faultline.Proxy.Tests;

/// <summary>One direction of a connection, by itself.</summary>
public sealed class FlowTests
{
    [Fact]
    public async Task What_the_kernel_had_of_a_connection_that_has_ended_waits_in_no_toxic()
    {
        var kind = ToxicKind.Find("latency")!;
        var toxics = new ToxicTable();
        using var loops = new EventLoops(1);
        var parts = new ProxyParts(
            toxics,
            new ProxyCounters(1),
            new HeldBytes(),
            new Chance(new Random(7)),
            new ProxyClock(TimeProvider.System),
            loops
        );
        var (sender, client) = await PairAsync();
        var (server, receiver) = await PairAsync();
        using var connection = new Ends(sender, client, server, receiver);
        using var from = Descriptor(client);
        using var to = Descriptor(server);
        ProxyAddress.TryParse("127.0.0.1:1", out var nowhere, out _).ShouldBeTrue();
        var whole = new Connection(from, nowhere, new ConnectionSet(), loops.All[0], parts);
        var flow = new Flow(whole, ToxicStream.Upstream, from, to, loops.All[0], parts);
        await sender.SendAsync(new byte[100]);

        // As when a toxic of the other direction ends the connection, and only then one comes for this direction.
        flow.Stop();
        toxics.TryAdd(new Toxic("t", kind, ToxicStream.Upstream, new ToxicSettings(1, [600_000, 0]), lease: null));
        sender.Shutdown(SocketShutdown.Send);

        client.Poll(TimeSpan.FromSeconds(30), SelectMode.SelectRead).ShouldBeTrue();
        flow.Ready(Readiness.In | Readiness.PeerEnded);
        parts.Counters.Received(ToxicStream.Upstream).ShouldBe(100);
        parts.Held.Total.ShouldBe(0);
    }

    private static StreamSocket Descriptor(Socket socket) => new(socket.SafeHandle.DangerousGetHandle(), ownsHandle: false);

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
