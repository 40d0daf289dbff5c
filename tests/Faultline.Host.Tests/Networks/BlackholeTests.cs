using System.Net;
using System.Net.Sockets;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Networks.Drops;
using Faultline.Host.Tests.Conformance;
using Faultline.Linux.Networking.Namespaces;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Networks;

public sealed class BlackholeTests
{
    private static readonly IPAddress Hit = NamespacePair.FarAddress;
    private static readonly IPAddress Spared = NamespacePair.FarAddressAt(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Packets_go_neither_out_nor_in_and_no_sender_is_told()
    {
        await using var world = await Blackhole(("ipaddress", Hit.ToString()));

        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, Hit).ShouldBe(0);
        FromHit(world).ShouldBe(0);
        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, Spared, expected: 10).ShouldBe(10);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("egress", 0, 10)]
    [InlineData("ingress", 10, 0)]
    public async Task One_direction_alone_can_be_dropped(string direction, int outgoing, int incoming)
    {
        await using var world = await Blackhole(("ipaddress", Hit.ToString()), ("direction", direction));

        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, Hit, expected: outgoing).ShouldBe(outgoing);
        FromHit(world, expected: incoming).ShouldBe(incoming);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_connection_to_it_times_out_and_one_beside_it_opens()
    {
        await using var world = await Blackhole(("ipaddress", $"{Hit},{NamespacePair.FarAddress6}"));
        using var hit = Traffic.Listen(world.Pair.Far, Hit);
        using var hit6 = Traffic.Listen(world.Pair.Far, NamespacePair.FarAddress6);
        using var spared = Traffic.Listen(world.Pair.Far, Spared);
        using var spared6 = Traffic.Listen(world.Pair.Far, NamespacePair.FarAddress6At(1));

        (await Traffic.ConnectsAsync(world.Pair.Near, hit.LocalEndPoint!, false, Stop)).ShouldBeFalse();
        (await Traffic.ConnectsAsync(world.Pair.Near, hit6.LocalEndPoint!, false, Stop)).ShouldBeFalse();
        (await Traffic.ConnectsAsync(world.Pair.Near, spared.LocalEndPoint!, true, Stop)).ShouldBeTrue();
        (await Traffic.ConnectsAsync(world.Pair.Near, spared6.LocalEndPoint!, true, Stop)).ShouldBeTrue();
    }

    [Fact(Timeout = 60_000)]
    public async Task Everything_means_both_families_and_what_is_excluded_passes_all_the_same()
    {
        await using var world = await Blackhole(("ipaddress", $"^{Spared},^{NamespacePair.FarAddress6At(1)}"));

        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, Hit).ShouldBe(0);
        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, NamespacePair.FarAddress6).ShouldBe(0);
        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, Spared, expected: 10).ShouldBe(10);
        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, NamespacePair.FarAddress6At(1), expected: 10).ShouldBe(10);
        Traffic.Datagrams(world.Pair.Near, world.Pair.Near, IPAddress.Loopback, expected: 10).ShouldBe(10);
    }

    [Fact(Timeout = 60_000)]
    public async Task Exclusions_win_over_what_is_selected_in_networks_addresses_and_ports()
    {
        await using var world = await Blackhole(
            ("ipaddress", $"10.99.0.0/24,{Spared},^{Spared},fd99::/64,^fd99::3"),
            ("egress_port", "5000-5999,^5353")
        );

        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, Hit, 5352).ShouldBe(0);
        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, Hit, 5353, expected: 10).ShouldBe(10);
        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, Spared, 5352, expected: 10).ShouldBe(10);
        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, NamespacePair.FarAddress6, 5352).ShouldBe(0);
        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, NamespacePair.FarAddress6At(1), 5352, expected: 10).ShouldBe(10);
    }

    [Fact(Timeout = 60_000)]
    public async Task Remote_ports_are_hit_on_the_way_there_and_on_the_way_back()
    {
        await using var world = await Blackhole(("ipaddress", Hit.ToString()), ("egress_port", "7000,8080-8085"));

        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, Hit, 7000).ShouldBe(0);
        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, Hit, 8085).ShouldBe(0);
        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, Hit, 8086, expected: 10).ShouldBe(10);
        FromHit(world, sourcePort: 8080).ShouldBe(0);
        FromHit(world, sourcePort: 8079, expected: 10).ShouldBe(10);
    }

    [Fact(Timeout = 60_000)]
    public async Task Local_ports_are_hit_both_ways_and_are_an_alternative_to_remote_ones()
    {
        await using var world = await Blackhole(("ingress_port", 6000L), ("egress_port", 7000L));

        FromHit(world, port: 6000).ShouldBe(0);
        FromHit(world, port: 6001, expected: 10).ShouldBe(10);
        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, Hit, 9999, sourcePort: 6000).ShouldBe(0);
        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, Hit, 7000).ShouldBe(0);
        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, Hit, 7001, expected: 10).ShouldBe(10);
    }

    [Fact(Timeout = 60_000)]
    public async Task Source_ports_restrict_remote_ones()
    {
        await using var world = await Blackhole(("src_port", "6100-6199"), ("egress_port", "7000"));

        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, Hit, 7000, sourcePort: 6150).ShouldBe(0);
        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, Hit, 7000, sourcePort: 6200, expected: 10).ShouldBe(10);
        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, Hit, 7001, sourcePort: 6150, expected: 10).ShouldBe(10);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("TCP", 10, false, true)]
    [InlineData("UDP", 0, true, true)]
    [InlineData("ICMP", 10, true, false)]
    [InlineData("udp,icmp", 0, true, false)]
    public async Task Only_the_protocols_that_are_named_are_hit(string protocols, int datagrams, bool connects, bool pings)
    {
        await using var world = await Blackhole(("ipaddress", $"{Hit},{NamespacePair.FarAddress6}"), ("ipprotocol", protocols));
        foreach (var address in (IPAddress[])[Hit, NamespacePair.FarAddress6])
        {
            using var listener = Traffic.Listen(world.Pair.Far, address);

            Traffic.Datagrams(world.Pair.Near, world.Pair.Far, address, expected: datagrams).ShouldBe(datagrams);
            (await Traffic.ConnectsAsync(world.Pair.Near, listener.LocalEndPoint!, connects, Stop)).ShouldBe(connects);
            Pings(world.Pair.Near, address, pings).ShouldBe(pings);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Dns_is_spared_unless_it_is_asked_for()
    {
        await using var world = await Blackhole();
        await using var asked = await Blackhole(("no_derived_exclusions", true));

        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, Hit, 53, expected: 10).ShouldBe(10);
        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, Hit, 54).ShouldBe(0);
        Traffic.Datagrams(asked.Pair.Near, asked.Pair.Far, Hit, 53).ShouldBe(0);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_loopback_device_is_hit_where_it_is_asked_for()
    {
        await using var named = await Blackhole(("device", "lo"));
        await using var addressed = await Blackhole(("ipaddress", "127.0.0.1"));

        Traffic.Datagrams(named.Pair.Near, named.Pair.Near, IPAddress.Loopback).ShouldBe(0);
        Traffic.Datagrams(named.Pair.Near, named.Pair.Far, Hit, expected: 10).ShouldBe(10);
        Traffic.Datagrams(addressed.Pair.Near, addressed.Pair.Near, IPAddress.Loopback).ShouldBe(0);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_device_that_comes_later_is_taken_in()
    {
        await using var applied = await AppliedWorld.ApplyAsync(
            new DropWorld("network.blackhole") { Mechanism = new NftDropMechanism(isOwned: true, isAtDevices: true) },
            Stop
        );
        var pair = applied.Pair;
        NamespacePair.Ip(null, "link", "add", "late0", "netns", pair.Near, "type", "veth", "peer", "name", "late0", "netns", pair.Far);
        NamespacePair.Ip(pair.Near, "addr", "add", "10.98.0.1/24", "dev", "late0");
        NamespacePair.Ip(pair.Near, "link", "set", "late0", "up");
        NamespacePair.Ip(pair.Far, "addr", "add", "10.98.0.2/24", "dev", "late0");
        NamespacePair.Ip(pair.Far, "link", "set", "late0", "up");

        await Poll.UntilAsync(() => applied.Lines.Contains("Taking in network device late0, which has come since"), Stop);

        Traffic.Datagrams(pair.Near, pair.Far, IPAddress.Parse("10.98.0.2")).ShouldBe(0);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_lines_are_gremlins_and_in_its_order()
    {
        await using var applied = await Blackhole(("ipaddress", $"{Hit},10.1.0.0/16,^{Spared}"));

        applied.Lines.ShouldBe([
            "Whitelisting all egress traffic to 10.99.0.3",
            "Dropping all egress traffic to 10.99.0.2",
            "Dropping all egress traffic to 10.1.0.0/16",
            "Whitelisting all ingress traffic from 10.99.0.3",
            "Dropping all ingress traffic from 10.99.0.2",
            "Dropping all ingress traffic from 10.1.0.0/16",
        ]);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_captured_says_how_and_what_that_can_not_do()
    {
        await using var applied = await Blackhole(("ipaddress", Hit.ToString()));

        applied.Trial.Captured.Backend.ShouldBe("nftables netdev, owner table");
        applied.Trial.Captured.Persists.ShouldBeFalse();
        applied.Trial.Captured.Limits.ShouldNotBeEmpty();
        applied.Trial.Captured.What.ShouldBe($"drop all packets to and from 10.99.0.2 in network namespace '{applied.Pair.Near}' (eth0)");
    }

    [Fact(Timeout = 60_000)]
    public async Task Without_filters_at_devices_packets_are_dropped_in_the_stack_and_the_limits_say_what_that_means()
    {
        await using var applied = await AppliedWorld.ApplyAsync(
            new DropWorld("network.blackhole", ("ipaddress", Hit.ToString()))
            {
                Mechanism = new NftDropMechanism(isOwned: true, isAtDevices: false),
            },
            Stop
        );

        Should
            .Throw<SocketException>(() => Traffic.Datagrams(applied.Pair.Near, applied.Pair.Far, Hit))
            .SocketErrorCode.ShouldBe(SocketError.AccessDenied);
        FromHit(applied).ShouldBe(0);
        Traffic.Datagrams(applied.Pair.Near, applied.Pair.Far, Spared, expected: 10).ShouldBe(10);
        applied.Trial.Captured.Limits.ShouldContain(limit => limit.Contains("EPERM", StringComparison.Ordinal));
        (await applied.Trial.ProveAsync(ProofMoment.During, Stop)).State.ShouldBe(ProofState.Present);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_table_that_nobody_removes_ends_by_the_kernels_own_clock(bool isOwned)
    {
        await using var applied = await AppliedWorld.ApplyAsync(
            new DropWorld("network.blackhole")
            {
                Mechanism = new NftDropMechanism(isOwned, isAtDevices: true),
                Lasts = TimeSpan.FromSeconds(1) - DropFault.DeadlineMargin,
            },
            Stop
        );
        if (!isOwned)
        {
            await applied.Trial.DieAsync(knowsAfter: true);
        }

        Traffic.Datagrams(applied.Pair.Near, applied.Pair.Far, Hit).ShouldBe(0);

        await Poll.UntilAsync(() => Traffic.Datagrams(applied.Pair.Near, applied.Pair.Far, Hit) == 10, Stop);

        Traffic.Datagrams(applied.Pair.Near, applied.Pair.Far, NamespacePair.FarAddress6, expected: 10).ShouldBe(10);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_table_of_the_same_name_that_somebody_else_made_is_left_alone()
    {
        await using var applied = await AppliedWorld.ApplyAsync(
            new DropWorld("network.blackhole") { Mechanism = new NftDropMechanism(isOwned: false, isAtDevices: true) },
            Stop
        );
        await applied.Trial.DieAsync(knowsAfter: true);
        using var network = NetworkNamespace.Named(applied.Pair.Near);
        using var nft = network.Run(Linux.Networking.Nftables.NftConnection.Open);
        var table = nft.Tables().ShouldHaveSingleItem().Table;
        nft.Commit(new Linux.Networking.Nftables.NftBatch().DeleteTable(table).CreateTable(table, isOwned: false));

        var result = await applied.Trial.RevertAsync(Stop);

        result.State.ShouldBe(RevertState.ChangedMeanwhile);
        nft.Find(table).ShouldNotBeNull();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_table_that_its_process_still_holds_is_not_undone_by_another()
    {
        await using var applied = await Blackhole();
        var other = await applied.World.BindAsync();

        var result = await other.RevertAsync(applied.Trial.Record, applied.Trial.Context, Stop);

        result.State.ShouldBe(RevertState.Failed);
        result.Message.ShouldContain("belongs to a process that still runs");
    }

    [Fact(Timeout = 60_000)]
    public async Task Another_boot_has_undone_it()
    {
        await using var applied = await Blackhole();
        var other = await applied.World.BindAsync();

        var result = await other.RevertAsync(applied.Trial.Record with { BootId = "another" }, applied.Trial.Context, Stop);

        result.State.ShouldBe(RevertState.NothingToRevert);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("device", "eth7", "there is no network device 'eth7'")]
    [InlineData("ipaddress", "10.0.0.1,^10.0.0.0/8", "every address that is selected is excluded as well")]
    public async Task What_can_not_be_is_refused_before_anything_changes(string argument, string value, string message)
    {
        await using var world = new DropWorld("network.blackhole", (argument, value));
        Assert.SkipWhen(world.Missing is not null, world.Missing ?? "");
        await world.MakeAsync(Stop);
        await using var trial = await FaultTrial.BeginAsync(world);

        var refused = await Should.ThrowAsync<FaultRefusedException>(() => trial.CaptureAsync(Stop));

        refused.Message.ShouldBe(message);
        refused.Remedy.ShouldNotBeNull();
        (await world.ReadAsync(Stop)).ShouldBe("");
    }

    private static Task<AppliedWorld> Blackhole(params (string Key, DataNode Value)[] arguments) =>
        AppliedWorld.ApplyAsync(new DropWorld("network.blackhole", arguments), Stop);

    // From the first address of the far end, whatever its own choice were.
    private static int FromHit(AppliedWorld world, int port = 0, int sourcePort = 0, int expected = 0) =>
        Traffic.Datagrams(world.Pair.Far, world.Pair.Near, NamespacePair.NearAddress, port, sourcePort, expected);

    private static bool Pings(string name, IPAddress address, bool expected)
    {
        using var network = NetworkNamespace.Named(name);
        var isVersion6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        using var socket = network.Run(() =>
            new Socket(address.AddressFamily, SocketType.Raw, isVersion6 ? ProtocolType.IcmpV6 : ProtocolType.Icmp)
        );
        socket.ReceiveTimeout = (int)(expected ? Traffic.Patience : 2 * Traffic.Moment).TotalMilliseconds;
        // An echo request with its sum; the kernel writes that of ICMPv6.
        byte[] echo = isVersion6 ? [128, 0, 0, 0, 0, 7, 0, 1] : [8, 0, 0xf7, 0xf7, 0, 7, 0, 1];
        var buffer = new byte[512];
        try
        {
            // A raw IPv6 socket is told of a drop at the device, as no other is.
            _ = socket.SendTo(echo, new IPEndPoint(address, 0));
            while (true)
            {
                var count = socket.Receive(buffer);
                if (buffer[isVersion6 ? 0 : 20] == (isVersion6 ? 129 : 0) && count > 0)
                {
                    return true;
                }
            }
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
