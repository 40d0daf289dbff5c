using System.Net;
using System.Net.Sockets;
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
        var parts = new ProxyParts(
            toxics,
            new ProxyCounters(),
            new HeldBytes(),
            new Chance(new Random(7)),
            new ProxyClock(TimeProvider.System)
        );
        var (sender, client) = await PairAsync();
        var (server, receiver) = await PairAsync();
        using var connection = new Ends(sender, client, server, receiver);
        var flow = new Flow(new Connection(client, new ConnectionSet(), parts), ToxicStream.Upstream, client, server, parts);
        await sender.SendAsync(new byte[100]);

        // As when a toxic of the other direction ends the connection, and only then one comes for this direction.
        flow.Stop();
        toxics.TryAdd(new Toxic("t", kind, ToxicStream.Upstream, new ToxicSettings(1, [600_000, 0]), lease: null));
        sender.Shutdown(SocketShutdown.Send);

        await flow.RunAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        parts.Held.Total.ShouldBe(0);
    }

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
