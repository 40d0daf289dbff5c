using System.Net;
using System.Net.Sockets;
using Faultline.Proxy.Addresses;
using Faultline.Proxy.Proxies;
using Faultline.Proxy.Relaying;
using Faultline.Proxy.Toxics;

namespace Faultline.Proxy.Canaries;

/// <summary>
/// Shows what a toxic does without anybody's traffic: a connection of our own, with both ends in this process, through the very code
/// that relays, and through one toxic with the same settings. It reaches no upstream and counts for nothing.
/// </summary>
internal static class Canary
{
    private const int Room = 64 * 1024;

    /// <summary>Sends bytes in the toxic's direction, then their end, and watches the other side.</summary>
    /// <param name="toxic">The toxic; whatever share of connections it is for, it is for this one.</param>
    /// <param name="bytes">How many.</param>
    /// <param name="wait">For how long the end is waited for.</param>
    /// <param name="proxies">Whose clock, chance and memory are used.</param>
    /// <param name="stop">Ends the look.</param>
    /// <exception cref="ProxyException">No sockets are to be had.</exception>
    public static async Task<CanaryFlight> FlyAsync(Toxic toxic, int bytes, TimeSpan wait, ProxyTable proxies, CancellationToken stop)
    {
        var toxics = new ToxicTable();
        toxics.TryAdd(new Toxic(toxic.Name, toxic.Kind, toxic.Stream, toxic.Settings with { Toxicity = 1 }, lease: null));
        try
        {
            using var upstream = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            upstream.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            upstream.Listen();
            var parts = new ProxyParts(toxics, new ProxyCounters(), proxies.Held, proxies.Chance, proxies.Clock);
            using var listener = await Listener.StartAsync(Free(), Of(upstream.LocalEndPoint!), parts);
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await client.ConnectAsync(IPEndPoint.Parse(listener.Address), stop);
            using var server = await upstream.AcceptAsync(stop);
            server.NoDelay = true;
            var (from, to) = toxic.Stream == ToxicStream.Upstream ? (client, server) : (server, client);
            return await WatchAsync(from, to, bytes, wait, proxies.Clock, stop);
        }
        catch (SocketException e)
        {
            throw new ProxyException(500, $"no canary can be sent: {e.Message}");
        }
    }

    private static async Task<CanaryFlight> WatchAsync(
        Socket from,
        Socket to,
        int bytes,
        TimeSpan wait,
        ProxyClock clock,
        CancellationToken stop
    )
    {
        using var late = new CancellationTokenSource(wait, clock.Provider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        var begun = clock.Now;
        var (arrived, pieces) = (0L, 0L);
        TimeSpan? first = null;
        TimeSpan? last = null;
        var end = CanaryEnd.Open;
        try
        {
            var buffer = new byte[Room];
            await from.SendAsync(new byte[bytes], SocketFlags.None, either.Token);
            from.Shutdown(SocketShutdown.Send);
            while (await to.ReceiveAsync(buffer, SocketFlags.None, either.Token) is > 0 and var count)
            {
                last = Since(begun);
                first ??= last;
                arrived += count;
                pieces++;
            }

            end = CanaryEnd.Closed;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // It is open still.
        }
        catch (SocketException)
        {
            end = CanaryEnd.Reset;
        }

        return new CanaryFlight(bytes, arrived, pieces, first, last, end, Since(begun));

        TimeSpan Since(long time) => TimeSpan.FromTicks(clock.Now - time);
    }

    private static ProxyAddress Free() => Of(new IPEndPoint(IPAddress.Loopback, 0));

    private static ProxyAddress Of(EndPoint endPoint) =>
        ProxyAddress.TryParse(ProxyAddress.Write(endPoint), out var address, out var problem)
            ? address
            : throw new ProxyException(500, problem);
}
