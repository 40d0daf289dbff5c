using System.Net;
using System.Net.Sockets;
using Faultline.Linux.Networking.Links;
using Faultline.Linux.Networking.Namespaces;
using Faultline.Linux.Networking.Netlink;
using Faultline.TestKit;

namespace Faultline.Linux.Tests.Networking;

public sealed class LinkTests : IDisposable
{
    private readonly NamespacePair? _pair = NamespacePair.WhyNot() is null ? NamespacePair.Create(2) : null;

    [Fact]
    public void Devices_addresses_and_routes_are_those_of_the_namespace()
    {
        using var near = Namespace();
        using var links = near.Run(LinkConnection.Open);

        var all = links.Links();
        all.Select(link => link.Name).ShouldBe(["lo", "eth0"], ignoreOrder: true);
        var eth0 = all.Single(link => link.Name == "eth0");
        (eth0.Kind, eth0.IsUp, eth0.IsLoopback, eth0.Mtu, eth0.Lower, eth0.Master).ShouldBe(("veth", true, false, 1500, null, null));
        all.Single(link => link.Name == "lo").IsLoopback.ShouldBeTrue();
        var addresses = links.Addresses();
        addresses.ShouldContain(new LinkAddress(eth0.Index, NamespacePair.NearAddress, 16));
        addresses.ShouldContain(new LinkAddress(eth0.Index, NamespacePair.NearAddress6, 64));
        links
            .Routes()
            .ShouldContain(route =>
                route.Table == 254
                && route.Prefix == 16
                && route.Link == eth0.Index
                && route.Destination!.Equals(IPAddress.Parse("10.99.0.0"))
            );
    }

    [Fact]
    public void What_stands_on_a_device_or_is_a_part_of_one_says_so()
    {
        using var near = Namespace();
        NamespacePair.Ip(_pair!.Near, "link", "add", "br7", "type", "bridge");
        NamespacePair.Ip(_pair.Near, "link", "set", "eth0", "master", "br7");
        NamespacePair.Ip(_pair.Near, "link", "add", "mac7", "link", "br7", "type", "macvlan");
        using var links = near.Run(LinkConnection.Open);

        var all = links.Links().ToDictionary(link => link.Name);

        all["eth0"].Master.ShouldBe(all["br7"].Index);
        all["br7"].Kind.ShouldBe("bridge");
        (all["mac7"].Lower, all["mac7"].Kind).ShouldBe((all["br7"].Index, "macvlan"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Whom_packets_went_to_is_a_neighbour()
    {
        using var near = Namespace();
        using var links = near.Run(LinkConnection.Open);
        using var socket = near.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        _ = socket.SendTo(new byte[1], new IPEndPoint(NamespacePair.FarAddress, 9));

        await Proc.Until(() => links.Neighbours().Any(one => one.Address.Equals(NamespacePair.FarAddress)));
    }

    [Fact]
    public void A_queueing_discipline_is_added_found_and_removed()
    {
        using var near = Namespace();
        using var links = near.Run(LinkConnection.Open);
        var device = links.Links().Single(link => link.Name == "eth0").Index;
        var before = links.Queues().Single(queue => queue.Link == device && queue.Parent == QueueDiscipline.Root);
        // pfifo with a limit of 7 packets.
        var queue = new QueueDiscipline(device, "pfifo", 0x70000, QueueDiscipline.Root, new byte[] { 7, 0, 0, 0 });

        links.AddQueue(queue);

        var found = links.Queues().Single(one => one.Link == device && one.Parent == QueueDiscipline.Root);
        (found.Kind, found.Handle).ShouldBe(("pfifo", 0x70000u));
        found.Options.ToArray().ShouldBe([7, 0, 0, 0]);
        links.RemoveQueue(found);
        links.Queues().Single(one => one.Link == device && one.Parent == QueueDiscipline.Root).Kind.ShouldBe(before.Kind);
        var unknown = Should.Throw<NetlinkException>(() => links.AddQueue(queue with { Kind = "nonsense" }));
        unknown.IsNotFound.ShouldBeTrue();
        unknown.Message.ShouldContain("(Specified qdisc kind is unknown)");
    }

    [Fact]
    public void A_namespace_is_known_by_its_number_and_its_cookie_however_it_is_reached()
    {
        using var named = Namespace();
        using var far = NetworkNamespace.Named(_pair!.Far);
        using var own = NetworkNamespace.OfThisProcess();
        using var created = NetworkNamespace.Create();

        own.IsCurrent.ShouldBeTrue();
        named.IsCurrent.ShouldBeFalse();
        ((long?[])[named.Inode, far.Inode, own.Inode, created.Inode]).Distinct().Count().ShouldBe(4);
        ((ulong?[])[named.Cookie, far.Cookie, own.Cookie, created.Cookie]).Distinct().Count().ShouldBe(4);
        named.Run(() => NetworkNamespace.InodeOf("/proc/thread-self/ns/net")).ShouldBe(named.Inode);
        NetworkNamespace.InodeOf("/proc/thread-self/ns/net").ShouldBe(own.Inode);
        using var same = NetworkNamespace.OfProcess(Environment.ProcessId);
        (same.Inode, same.Cookie).ShouldBe((own.Inode, own.Cookie));
    }

    [Fact]
    public void What_fails_in_a_namespace_fails_here_with_its_own_exception()
    {
        using var named = Namespace();

        Should.Throw<InvalidTimeZoneException>(() => named.Run(() => throw new InvalidTimeZoneException()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../net")]
    [InlineData("no-such-namespace")]
    public void A_name_that_is_none_is_an_error(string name) => Should.Throw<IOException>(() => NetworkNamespace.Named(name));

    public void Dispose() => _pair?.Dispose();

    private NetworkNamespace Namespace()
    {
        Assert.SkipWhen(_pair is null, NamespacePair.WhyNot() ?? "");
        return NetworkNamespace.Named(_pair!.Near);
    }
}
