using System.Net;
using System.Net.Sockets;
using Faultline.Linux.Networking.Namespaces;
using Faultline.Linux.Networking.Nftables;
using Faultline.Linux.PacketQueues;
using Faultline.TestKit;

namespace Faultline.Linux.Tests.PacketQueues;

/// <summary>Whose tests have the process for themselves: what it allocates is measured.</summary>
[CollectionDefinition(nameof(PacketLineTests), DisableParallelization = true)]
public sealed class PacketLineAlone;

/// <summary>Packets through a queue of our own.</summary>
[Collection(nameof(PacketLineTests))]
public sealed class PacketLineTests : IDisposable
{
    private const int Port = 9999;
    private static readonly NftTable Table = new(NftFamily.Ip4, "fl-line");
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly NamespacePair? _pair = NamespacePair.WhyNot() is null ? NamespacePair.Create() : null;
    private readonly List<UdpEcho> _echoes = [];

    [Theory(Timeout = 60_000)]
    [InlineData(50)]
    [InlineData(100)]
    public void A_round_trip_takes_as_much_longer_as_was_asked_for_and_nothing_is_lost(int milliseconds)
    {
        using var near = Near();
        using var line = new Line(near, new PacketTreatment { Delay = TimeSpan.FromMilliseconds(milliseconds) });

        var trips = Measure(near, 1000);

        // Others work on the same processors: what they add varies, what the line adds does not.
        for (var attempt = 0; attempt < 5 && trips.At(0.5) > milliseconds + 1; attempt++)
        {
            trips = Measure(near, 1000);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"p50 {trips.At(0.5):0.00} p99 {trips.At(0.99):0.00} ms, lost {trips.LostPercent:0.0} %"
        );
        trips.At(0.5).ShouldBeInRange(milliseconds, milliseconds + 1);
        trips.LostPercent.ShouldBe(0);
        trips.OutOfOrder.ShouldBe(0);
        (line.Packets.Counters.Seen % 1000, line.Packets.Counters.Dropped, line.Packets.Counters.Overflowed).ShouldBe((0, 0, 0));
        line.Packets.Counters.Delayed.ShouldBe(line.Packets.Counters.Seen);
    }

    [Fact(Timeout = 60_000)]
    public void Jitter_spreads_evenly_and_keeps_the_order()
    {
        using var near = Near();
        using var line = new Line(near, Jittered(keepsOrder: true));

        var trips = Measure(near, 500, TimeSpan.FromMilliseconds(5));

        trips.OutOfOrder.ShouldBe(0);
        trips.LostPercent.ShouldBe(0);
        trips.At(0).ShouldBeGreaterThanOrEqualTo(30);
        trips.At(1).ShouldBeGreaterThan(60);
    }

    [Fact(Timeout = 60_000)]
    public void Jitter_lets_packets_overtake_each_other_where_that_is_asked_for()
    {
        using var near = Near();
        using var line = new Line(near, Jittered(keepsOrder: false));

        var trips = RoundTrips.Until(
            one => one.At(0) <= 33 && one.At(0.5) <= 54 && one.At(0.95) <= 71,
            () => Measure(near, 1000, TimeSpan.FromMilliseconds(2))
        );

        trips.LostPercent.ShouldBe(0);
        trips.OutOfOrder.ShouldBeGreaterThan(300);
        trips.At(0).ShouldBeInRange(30, 33);
        trips.At(0.5).ShouldBeInRange(47, 54);
        trips.At(0.95).ShouldBeInRange(65, 71);
    }

    [Fact(Timeout = 60_000)]
    public void A_share_is_dropped_and_the_sender_is_not_told()
    {
        using var near = Near();
        using var line = new Line(near, new PacketTreatment { DropShare = 0.3, Seed = 11 });

        var trips = Measure(near, 10_000, TimeSpan.FromMicroseconds(50));

        trips.LostPercent.ShouldBeInRange(27, 33);
        trips.Refused.ShouldBe(0);
        line.Packets.Counters.Dropped.ShouldBe(10_000 - trips.Milliseconds.Count);
    }

    [Fact(Timeout = 60_000)]
    public void What_waits_when_the_line_ends_is_let_go()
    {
        using var near = Near();
        using var socket = Client(near);
        using (var line = new Line(near, new PacketTreatment { Delay = TimeSpan.FromMinutes(1) }))
        {
            for (var i = 0; i < 100; i++)
            {
                socket.SendTo(new byte[64], new IPEndPoint(NamespacePair.FarAddress, Port));
            }

            SpinWait.SpinUntil(() => line.Packets.Counters.Waiting == 100, 10_000).ShouldBeTrue();
        }

        socket.ReceiveTimeout = 10_000;
        for (var i = 0; i < 100; i++)
        {
            socket.Receive(new byte[64]).ShouldBe(64);
        }
    }

    [Fact(Timeout = 60_000)]
    public void What_comes_when_the_line_is_full_passes_at_once()
    {
        using var near = Near();
        using var line = new Line(near, new PacketTreatment { Delay = TimeSpan.FromSeconds(1), MostPackets = 10 });

        var trips = Measure(near, 200);

        trips.LostPercent.ShouldBe(0);
        trips.At(0.5).ShouldBeLessThan(100);
        trips.At(1).ShouldBeGreaterThanOrEqualTo(1000);
    }

    [Fact(Timeout = 60_000)]
    public void Other_traffic_is_not_touched()
    {
        using var near = Near();
        using var line = new Line(near, new PacketTreatment { Delay = TimeSpan.FromSeconds(1) });

        var trips = Measure(near, 200, to: NamespacePair.FarAddressAt(1));

        trips.At(0.99).ShouldBeLessThan(20);
        line.Packets.Counters.Seen.ShouldBe(0);
    }

    [Fact(Timeout = 60_000)]
    public void Packets_cost_no_garbage()
    {
        using var near = Near();
        using var line = new Line(near, new PacketTreatment { Delay = TimeSpan.FromMilliseconds(1) });
        Measure(near, 100);
        using var far = NetworkNamespace.Named(_pair!.Far);
        using var socket = far.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        socket.Bind(new IPEndPoint(NamespacePair.FarAddress, 0));
        var to = new IPEndPoint(NamespacePair.NearAddress, Port).Serialize();
        var message = new byte[64];
        socket.SendTo(message, SocketFlags.None, to);
        var seen = line.Packets.Counters.Seen;
        var before = GC.GetTotalAllocatedBytes(precise: true);

        for (var i = 0; i < 20_000; i++)
        {
            socket.SendTo(message, SocketFlags.None, to);
        }

        SpinWait.SpinUntil(() => line.Packets.Counters.Seen >= seen + 20_000, 30_000).ShouldBeTrue();
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(400_000, "an object for each packet would be more");
    }

    [Fact(Timeout = 60_000)]
    public void Two_lines_of_one_process_have_numbers_of_their_own()
    {
        using var near = Near();
        using var first = near.Run(() => PacketLine.Open(new PacketTreatment()));
        using var second = near.Run(() => PacketLine.Open(new PacketTreatment()));

        second.Number.ShouldNotBe(first.Number);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_kernel_lets_everything_pass_again_when_the_process_is_killed()
    {
        using var near = Near();
        await using var victim = new Victim("packets:" + _pair!.Near);
        await victim.ReadyAsync();
        Measure(near, 20).LostPercent.ShouldBe(100);
        Measure(near, 20, to: NamespacePair.FarAddressAt(1)).LostPercent.ShouldBe(100);
        using var nft = near.Run(NftConnection.Open);
        nft.Tables().ShouldHaveSingleItem();

        await victim.KillAsync();

        await Proc.Until(() => nft.Tables().IsEmpty);
        Measure(near, 200).LostPercent.ShouldBe(0);
        Measure(near, 200, to: NamespacePair.FarAddressAt(1)).LostPercent.ShouldBe(0);
    }

    public void Dispose()
    {
        _echoes.ForEach(echo => echo.Dispose());
        _pair?.Dispose();
    }

    private static PacketTreatment Jittered(bool keepsOrder) =>
        new()
        {
            Delay = TimeSpan.FromMilliseconds(50),
            Jitter = TimeSpan.FromMilliseconds(20),
            KeepsOrder = keepsOrder,
            Seed = 5,
        };

    private static RoundTrips Measure(NetworkNamespace near, int count, TimeSpan? pace = null, IPAddress? to = null)
    {
        using var socket = Client(near);
        return UdpEcho.Measure(socket, new IPEndPoint(to ?? NamespacePair.FarAddress, Port), count, pace ?? Pace, Patience);
    }

    private static Socket Client(NetworkNamespace near)
    {
        var socket = near.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        socket.Bind(new IPEndPoint(NamespacePair.NearAddress, 0));
        return socket;
    }

    private NetworkNamespace Near()
    {
        Assert.SkipWhen(_pair is null, NamespacePair.WhyNot() ?? "");
        using var far = NetworkNamespace.Named(_pair!.Far);
        for (var i = 0; i < 2; i++)
        {
            var socket = far.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
            socket.Bind(new IPEndPoint(NamespacePair.FarAddressAt(i), Port));
            _echoes.Add(new UdpEcho(socket));
        }

        return NetworkNamespace.Named(_pair.Near);
    }

    // A line, and the rule that sends it what comes from the first address of the far end.
    private sealed class Line : IDisposable
    {
        private readonly NftConnection _nft;

        public Line(NetworkNamespace near, PacketTreatment treatment)
        {
            Packets = near.Run(() => PacketLine.Open(treatment));
            _nft = near.Run(NftConnection.Open);
            _nft.Commit(
                new NftBatch()
                    .CreateTable(Table, isOwned: true)
                    .CreateChain(Table, "in", NftHook.Input(-150))
                    .AddRule(
                        Table,
                        "in",
                        new NftRule("delayed")
                            .Payload(NftHeader.Network, 12, 4)
                            .Is(NamespacePair.FarAddress.GetAddressBytes())
                            .Counter()
                            .Queue(Packets.Number)
                    )
            );
        }

        public PacketLine Packets { get; }

        public void Dispose()
        {
            Packets.LetGo();
            _nft.Dispose();
            Packets.Dispose();
        }
    }
}
