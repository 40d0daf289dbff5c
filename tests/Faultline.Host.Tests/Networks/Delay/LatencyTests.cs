using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Linux.Networking.Namespaces;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Networks.Delay;

public sealed class LatencyTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData(50, "10.99.0.2")]
    [InlineData(100, "10.99.0.2")]
    [InlineData(50, "fd99::2")]
    public async Task A_round_trip_takes_as_much_longer_as_was_asked_for(int milliseconds, string address)
    {
        await using var applied = await ApplyAsync(("ipaddress", address), ("ms", (long)milliseconds));
        var to = IPAddress.Parse(address);
        using var echo = new UdpEcho(Bound(applied.Pair.Far, to, SocketType.Dgram));
        using var server = new TcpEcho(Bound(applied.Pair.Far, to, SocketType.Stream));

        var datagrams = Datagrams(applied.Pair, echo, 200);
        var (connect, requests) = server.Measure(Bound(applied.Pair.Near, Near(to), SocketType.Stream), 30);

        // Others work on the same processors: what they add varies, what the fault adds does not.
        for (var attempt = 0; attempt < 5 && (datagrams.At(0.5) > milliseconds + 1 || requests > milliseconds + 1); attempt++)
        {
            datagrams = Datagrams(applied.Pair, echo, 200);
            (connect, requests) = server.Measure(Bound(applied.Pair.Near, Near(to), SocketType.Stream), 30);
        }

        var proof = await applied.Trial.ProveAsync(ProofMoment.During, Stop);

        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{milliseconds} ms to {address}: UDP p50 {datagrams.At(0.5):0.00}, TCP connect {connect:0.00}, request p50 {requests:0.00} ms; {proof.Seen}"
            )
        );
        datagrams.At(0.5).ShouldBeInRange(milliseconds, milliseconds + 1);
        datagrams.LostPercent.ShouldBe(0);
        requests.ShouldBeInRange(milliseconds, milliseconds + 1);
        connect.ShouldBeInRange(milliseconds, milliseconds + 20);
        proof.State.ShouldBe(ProofState.Present, proof.Seen);
        ((DataNumber)proof.Figures["delay_p50_ms"]!).ToDouble().ShouldBeInRange(milliseconds - 1, milliseconds + 10);
        ((DataNumber)proof.Figures["seen_packets"]!).ToDouble().ShouldBeGreaterThan(230);
    }

    [Fact(Timeout = 60_000)]
    public async Task Jitter_spreads_as_was_asked_for()
    {
        await using var applied = await ApplyAsync(("ipaddress", "10.99.0.2"), ("ms", 50L), ("jitter", 20L), ("reorder", true));
        using var echo = new UdpEcho(Bound(applied.Pair.Far, NamespacePair.FarAddress, SocketType.Dgram));

        var trips = RoundTrips.Until(
            one => one.At(0) <= 34 && one.At(0.5) <= 55 && one.At(0.95) <= 71,
            () => Datagrams(applied.Pair, echo, 500)
        );

        trips.At(0).ShouldBeInRange(30, 34);
        trips.At(0.5).ShouldBeInRange(46, 55);
        trips.At(0.95).ShouldBeInRange(64, 71);
        trips.OutOfOrder.ShouldBeGreaterThan(100);
        trips.LostPercent.ShouldBe(0);
    }

    [Fact(Timeout = 60_000)]
    public async Task Nothing_outside_of_the_selection_waits()
    {
        await using var applied = await ApplyAsync(("ipaddress", "10.99.0.2,10.99.0.4"), ("egress_port", "^7777"), ("ms", 200L));
        using var other = new UdpEcho(Bound(applied.Pair.Far, NamespacePair.FarAddressAt(1), SocketType.Dgram));
        using var spared = new UdpEcho(Bound(applied.Pair.Far, NamespacePair.FarAddress, SocketType.Dgram, 7777));
        using var meant = new UdpEcho(Bound(applied.Pair.Far, NamespacePair.FarAddressAt(2), SocketType.Dgram));

        Datagrams(applied.Pair, other, 50).At(0.9).ShouldBeLessThan(50);
        Datagrams(applied.Pair, spared, 50).At(0.9).ShouldBeLessThan(50);
        Datagrams(applied.Pair, meant, 5).At(0).ShouldBeGreaterThanOrEqualTo(200);
    }

    [Fact(Timeout = 60_000)]
    public async Task Tcp_keeps_its_throughput()
    {
        await using var applied = await ApplyAsync(("ipaddress", "10.99.0.2"), ("ms", 50L));
        using var server = new TcpEcho(Bound(applied.Pair.Far, NamespacePair.FarAddress, SocketType.Stream));

        var rate = server.Load(Bound(applied.Pair.Near, NamespacePair.NearAddress, SocketType.Stream), 24 << 20);

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rate:0} Mbit/s at 50 ms"));
        rate.ShouldBeGreaterThan(60);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_waits_when_it_is_undone_arrives()
    {
        var applied = await ApplyAsync(("ipaddress", "10.99.0.2"), ("ms", 60_000L));
        using var echo = new UdpEcho(Bound(applied.Pair.Far, NamespacePair.FarAddress, SocketType.Dgram));
        using var client = Bound(applied.Pair.Near, NamespacePair.NearAddress, SocketType.Dgram);
        for (var i = 0; i < 20; i++)
        {
            client.SendTo(new byte[64], echo.EndPoint);
        }

        await using (applied)
        {
            (await applied.Trial.RevertAsync(Stop)).IsIncomplete.ShouldBeFalse();
            client.ReceiveTimeout = 5000;
            for (var i = 0; i < 20; i++)
            {
                client.Receive(new byte[64]).ShouldBe(64);
            }
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task The_user_is_told_what_waits()
    {
        await using var applied = await ApplyAsync(
            ("ipaddress", "10.99.0.2,^10.99.0.3"),
            ("egress_port", "443"),
            ("ms", 50L),
            ("jitter", 5L)
        );

        applied.Trial.Lines.ShouldBe([
            "Whitelisting all egress traffic to 10.99.0.3",
            "Delaying by 50 ± 5 ms all egress traffic to 10.99.0.2 (remote port 443)",
        ]);
        applied.Trial.Record.What.ShouldBe(
            $"delay packets to and from 10.99.0.2 except 10.99.0.3 by 50 ± 5 ms in network namespace '{applied.Pair.Near}' (eth0)"
        );
    }

    internal static Socket Bound(string name, IPAddress address, SocketType type, int port = 0)
    {
        using var network = NetworkNamespace.Named(name);
        var socket = network.Run(() =>
            new Socket(address.AddressFamily, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp)
        );
        socket.Bind(new IPEndPoint(address, port));
        return socket;
    }

    internal static RoundTrips Datagrams(NamespacePair pair, UdpEcho echo, int count)
    {
        using var socket = Bound(pair.Near, Near(echo.EndPoint.Address), SocketType.Dgram);
        return UdpEcho.Measure(socket, echo.EndPoint, count, TimeSpan.FromMilliseconds(4), TimeSpan.FromSeconds(2));
    }

    internal static IPAddress Near(IPAddress far) =>
        far.AddressFamily == AddressFamily.InterNetwork ? NamespacePair.NearAddress : NamespacePair.NearAddress6;

    private static Task<AppliedDelay> ApplyAsync(params (string, DataNode)[] arguments) =>
        AppliedDelay.ApplyAsync(new DelayWorld([.. arguments]), Stop);
}
