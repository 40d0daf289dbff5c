using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Faultline.Linux.Networking.Namespaces;
using Faultline.Linux.Networking.Netlink;
using Faultline.Linux.Networking.Nftables;
using Faultline.TestKit;

namespace Faultline.Linux.Tests.Networking;

public sealed class NftTests : IDisposable
{
    private static readonly NftTable Table = new(NftFamily.NetDev, "fl-test");

    private readonly NamespacePair? _pair = NamespacePair.WhyNot() is null ? NamespacePair.Create() : null;

    [Fact(Timeout = 60_000)]
    public async Task Packets_to_a_set_are_dropped_at_the_device_and_counted_and_the_sender_sees_nothing()
    {
        using var near = Namespace();
        using var nft = near.Run(NftConnection.Open);
        nft.Commit(Drops(new NftRule("dropped").IsIp4().Payload(NftHeader.Network, 16, 4).In("hosts").Counter().Drop(), isOwned: true));

        using var socket = near.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        for (var i = 0; i < 10; i++)
        {
            _ = await socket.SendToAsync(new byte[1], new IPEndPoint(NamespacePair.FarAddress, 9));
            _ = await socket.SendToAsync(new byte[1], new IPEndPoint(NamespacePair.FarAddressAt(1), 9));
        }

        var rule = nft.Rules(Table).Single(rule => rule.Chain == "egress");
        rule.Comment.ShouldBe("dropped");
        rule.Counters.ShouldHaveSingleItem().Packets.ShouldBe(10);
    }

    [Fact(Timeout = 60_000)]
    public void A_table_that_is_owned_goes_with_its_socket_and_nobody_else_may_delete_it()
    {
        using var near = Namespace();
        using var other = near.Run(NftConnection.Open);
        using (var nft = near.Run(NftConnection.Open))
        {
            nft.Commit(Drops(new NftRule("dropped").Drop(), isOwned: true));

            other.Find(Table)!.Owner.ShouldBe(nft.Port);
            Should.Throw<NetlinkException>(() => other.Commit(new NftBatch().DeleteTable(Table))).IsDenied.ShouldBeTrue();
        }

        other.Find(Table).ShouldBeNull();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_table_that_is_owned_is_gone_as_soon_as_its_process_is_killed()
    {
        using var near = Namespace();
        using var nft = near.Run(NftConnection.Open);
        await using var victim = new Victim("table", _pair!.Near);
        _ = await victim.ReadyAsync();
        nft.Tables().ShouldHaveSingleItem().Owner.ShouldNotBeNull();

        var clock = Stopwatch.StartNew();
        await victim.KillAsync();
        await Proc.Until(() => nft.Tables().IsEmpty);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"kill -9, and gone, in {clock.Elapsed.TotalMilliseconds} ms, the kill's shell included"
        );
    }

    [Fact(Timeout = 60_000)]
    public void Sets_hold_as_many_networks_as_a_cloud_has()
    {
        const int Many = 20_000;
        using var near = Namespace();
        using var nft = near.Run(NftConnection.Open);
        nft.Commit(Drops(new NftRule("dropped").Drop(), isOwned: true));

        nft.Commit(
            new NftBatch().AddElements(
                Table,
                "hosts",
                Enumerable
                    .Range(0, Many)
                    .Select(one => NftRange.Of(Address(one, 0), Address(one, 15)) with { Timeout = TimeSpan.FromHours(1) })
            )
        );

        nft.CountElements(Table, "hosts").ShouldBe(Many + 1);

        static IPAddress Address(int network, byte host) => new([20, (byte)(network >> 8), (byte)network, host]);
    }

    [Fact(Timeout = 60_000)]
    public void A_table_without_an_owner_stays_and_can_be_deleted_by_its_name()
    {
        using var near = Namespace();
        using (var nft = near.Run(NftConnection.Open))
        {
            nft.Commit(Drops(new NftRule("dropped").Drop(), isOwned: false));
        }

        using var other = near.Run(NftConnection.Open);
        other.Find(Table)!.Owner.ShouldBeNull();
        other.Chains(Table).Single(chain => chain.Hook is not null).Devices.ShouldBe([NamespacePair.Device]);
        other.Commit(new NftBatch().DeleteTable(Table));
        other.Find(Table).ShouldBeNull();
        Should.Throw<NetlinkException>(() => other.Commit(new NftBatch().DeleteTable(Table))).IsNotFound.ShouldBeTrue();
    }

    [Fact(Timeout = 60_000)]
    public void All_of_a_batch_happens_or_nothing_and_the_error_names_the_step()
    {
        using var near = Namespace();
        using var nft = near.Run(NftConnection.Open);

        var error = Should.Throw<NetlinkException>(() =>
            nft.Commit(Drops(new NftRule("nonsense").Add("nonsense", _ => { }), isOwned: true))
        );

        error.What.ShouldBe("add rule 'nonsense' to 'fl-test' 'egress'");
        error.IsNotFound.ShouldBeTrue();
        nft.Find(Table).ShouldBeNull();
    }

    [Fact(Timeout = 60_000)]
    public void Elements_come_and_go_while_it_runs_and_the_kernel_removes_what_has_a_deadline()
    {
        using var near = Namespace();
        using var nft = near.Run(NftConnection.Open);
        nft.Commit(Drops(new NftRule("dropped").Drop(), isOwned: true));

        var one = NftRange.Of(NamespacePair.FarAddressAt(1), NamespacePair.FarAddressAt(2));
        nft.Commit(new NftBatch().AddElements(Table, "hosts", [one]));
        nft.CountElements(Table, "hosts").ShouldBe(2);
        nft.Commit(new NftBatch().RemoveElements(Table, "hosts", [one]));
        nft.CountElements(Table, "hosts").ShouldBe(1);
        nft.Commit(new NftBatch().AddElements(Table, "hosts", [one with { Timeout = TimeSpan.FromMilliseconds(100) }]));
        SpinWait.SpinUntil(() => nft.CountElements(Table, "hosts") == 1, 10_000).ShouldBeTrue();
        Should.NotThrow(() =>
            nft.Commit(new NftBatch().AddElements(Table, "hosts", [NftRange.Of(IPAddress.Parse("240.0.0.0"), IPAddress.Broadcast)]))
        );
    }

    [Fact(Timeout = 60_000)]
    public void Every_expression_is_understood_by_the_kernel()
    {
        using var near = Namespace();
        using var nft = near.Run(NftConnection.Open);
        var inet = new NftTable(NftFamily.Inet, "fl-inet");
        var ip4 = new NftTable(NftFamily.Ip4, "fl-ip4");
        var ip6 = new NftTable(NftFamily.Ip6, "fl-ip6");

        nft.Commit(
            new NftBatch()
                .CreateTable(inet, isOwned: true)
                .CreateSet(inet, new NftSet("ports", NftKey.Port))
                .CreateSet(inet, new NftSet("hosts6", NftKey.Ip6Address))
                .AddElements(inet, "ports", [NftRange.Of(80, 80), NftRange.Of(8080, 65535)])
                .AddElements(inet, "hosts6", [NftRange.Of(IPAddress.Parse("fd00::"), IPAddress.Parse("fdff::"))])
                .CreateChain(inet, "more")
                .CreateChain(inet, "out", NftHook.Output(-10))
                .CreateChain(inet, "in", NftHook.Input())
                .AddRule(inet, "out", new NftRule("ports").Protocol(6).Payload(NftHeader.Transport, 2, 2).In("ports").Goto("more"))
                .AddRule(inet, "out", new NftRule("device").GoesOut("eth0").Marked(7).Meta(NftMeta.UserId).Is(0, 0, 0, 0).Accept())
                .AddRule(inet, "out", new NftRule("class").Meta(NftMeta.CgroupClass).Is(1, 0, 0, 0).Jump("more"))
                .AddRule(inet, "out", new NftRule("six").IsIp6().Payload(NftHeader.Network, 24, 16).NotIn("hosts6").Share(0.5).Drop())
                .AddRule(
                    inet,
                    "in",
                    new NftRule("range").Meta(NftMeta.TransportProtocol).Between([6], [17]).Limit(10, 5).Counter().Accept()
                )
                .AddRule(
                    inet,
                    "in",
                    new NftRule("mask").IsIp4().Payload(NftHeader.Network, 12, 4).Mask(255, 0, 0, 0).Is(10, 0, 0, 0).Accept()
                )
                .AddRule(inet, "in", new NftRule("reset").Protocol(6).Reject(withReset: true))
                .AddRule(inet, "in", new NftRule("refused").CameIn("eth0").Reject(withReset: false))
                .CreateTable(ip4, isOwned: true)
                .CreateChain(ip4, "in", NftHook.Input(-150))
                .AddRule(ip4, "in", new NftRule("queue").Counter().Queue(7))
                .CreateTable(ip6, isOwned: true)
                .CreateChain(ip6, "in", NftHook.Input(-150))
                .AddRule(ip6, "in", new NftRule("queue").Counter().Queue(7, 2, bypass: false))
        );

        nft.Rules(inet).Length.ShouldBe(8);
        nft.Rules(ip4).ShouldHaveSingleItem().Expressions.ShouldBe(["counter", "target"]);
        nft.Rules(ip6).Length.ShouldBe(1);
    }

    public void Dispose() => _pair?.Dispose();

    private static NftBatch Drops(NftRule rule, bool isOwned) =>
        new NftBatch()
            .CreateTable(Table, isOwned)
            .CreateSet(Table, new NftSet("hosts", NftKey.Ip4Address) { HasTimeouts = true })
            .AddElements(Table, "hosts", [NftRange.Of(NamespacePair.FarAddress, NamespacePair.FarAddress)])
            .CreateChain(Table, "egress")
            .CreateChain(Table, "out", NftHook.Egress([NamespacePair.Device]))
            .AddRule(Table, "out", new NftRule("to").Goto("egress"))
            .AddRule(Table, "egress", rule);

    private NetworkNamespace Namespace()
    {
        Assert.SkipWhen(_pair is null, NamespacePair.WhyNot() ?? "");
        return NetworkNamespace.Named(_pair!.Near);
    }
}
