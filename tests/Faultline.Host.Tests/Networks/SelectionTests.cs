using System.Collections.Immutable;
using System.Net;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Host.Networks.Canaries;
using Faultline.Host.Networks.Exclusions;
using Faultline.Host.Networks.Selecting;
using Faultline.Linux.Networking.Links;

namespace Faultline.Host.Tests.Networks;

public sealed class SelectionTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("10.1.2.3/8", "10.0.0.0/8")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("192.0.2.1/32", "192.0.2.1")]
    [InlineData("2001:db8::5/32", "2001:db8::/32")]
    [InlineData("::/0", "::/0")]
    [InlineData("fd99::1/128", "fd99::1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    public void An_address_or_network_is_read(string text, string canonical) => AddressRange.Read(text)!.ToString().ShouldBe(canonical);

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("10.1")]
    [InlineData("010.0.0.1")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("::/129")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1]")]
    [InlineData("db.example.org")]
    public void What_is_no_address_is_not_read(string text) => AddressRange.Read(text).ShouldBeNull();

    [Fact]
    public void Merged_ranges_hold_the_same_addresses_in_order_and_never_touch()
    {
        var random = new Random(6);
        for (var round = 0; round < 500; round++)
        {
            var ranges = Enumerable
                .Range(0, random.Next(1, 12))
                .Select(_ => random.Next(200))
                .Select(first => new AddressRange((UInt128)first, (UInt128)(first + random.Next(20)), random.Next(2) == 0))
                .ToList();

            var merged = AddressRange.Merge(ranges);

            foreach (var isVersion6 in (bool[])[false, true])
            {
                for (UInt128 at = 0; at < 250; at++)
                {
                    var one = new AddressRange(at, at, isVersion6);
                    merged.Any(range => range.Holds(one)).ShouldBe(ranges.Any(range => range.Holds(one)));
                }
            }

            merged
                .Zip(merged.Skip(1))
                .ShouldAllBe(pair => pair.First.IsVersion6 != pair.Second.IsVersion6 || pair.First.Last + 1 < pair.Second.First);
        }

        AddressRange.Merge([AddressRange.All6, AddressRange.All4, AddressRange.All6]).ShouldBe([AddressRange.All4, AddressRange.All6]);
    }

    [Theory]
    [InlineData("443", 443, 443)]
    [InlineData("8080-8085", 8080, 8085)]
    [InlineData("0-65535", 0, 65535)]
    public void A_port_or_range_is_read(string text, int first, int last) =>
        PortRange.Read(text).ShouldBe(new PortRange((ushort)first, (ushort)last));

    [Theory]
    [InlineData("65536")]
    [InlineData("9-8")]
    [InlineData("-1")]
    [InlineData("1-")]
    [InlineData("http")]
    [InlineData(" 1")]
    public void What_is_no_port_is_not_read(string text) => PortRange.Read(text).ShouldBeNull();

    [Fact]
    public void Ports_that_touch_are_one_range() =>
        PortRange.Merge([new(5, 9), new(1, 4), new(20, 65535), new(65535, 65535)]).ShouldBe([new(1, 9), new(20, 65535)]);

    [Fact]
    public void A_selection_is_read_with_all_its_exclusions()
    {
        var selection = SelectionReader.Read(
            new SelectionArguments(
                Hostname: Words("^Control.Example.org, db.example.org,192.0.2.9"),
                Ipaddress: Words("10.0.0.0/8,^10.1.0.0/16"),
                EgressPort: Words("443,^53"),
                SrcPort: Words("^22"),
                Ipprotocol: Words("udp,TCP")
            ),
            TrafficDirection.Egress
        );

        selection.Hosts.ShouldBe(["db.example.org"]);
        selection.ExcludedHosts.ShouldBe(["control.example.org"]);
        selection.Addresses.Select(one => one.ToString()).ShouldBe(["192.0.2.9", "10.0.0.0/8"]);
        selection.ExcludedAddresses.Select(one => one.ToString()).ShouldBe(["10.1.0.0/16"]);
        selection.RemotePorts.ShouldBe([new(443, 443)]);
        selection.ExcludedRemotePorts.ShouldBe([new(53, 53)]);
        selection.ExcludedLocalPorts.ShouldBe([new(22, 22)]);
        selection.Protocols.ShouldBe([IpProtocol.Tcp, IpProtocol.Udp]);
    }

    [Theory]
    [InlineData("hostname", "a_b..c", "'a_b..c' can't be the name of a host")]
    [InlineData("hostname", "10.0.0.300", "'10.0.0.300' can't be the name of a host")]
    [InlineData("hostname", "^", "there is nothing behind the '^' of 'hostname'")]
    [InlineData("ipaddress", "10.0.0.0/40", "'10.0.0.0/40' is no address and no network")]
    [InlineData("egress_port", "80-70", "'80-70' is no port and no range of ports")]
    [InlineData("ipprotocol", "sctp", "there is no protocol 'sctp' to choose")]
    [InlineData("ipprotocol", "1", "there is no protocol '1' to choose")]
    [InlineData("device", "../eth0", "'../eth0' can't be the name of a network device")]
    public void Everything_wrong_is_told_before_the_run_with_a_remedy(string argument, string value, string message)
    {
        var problem = Problems(argument, new DataString(value)).ShouldHaveSingleItem();

        problem.Message.ShouldBe(message);
        problem.Remedy.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void Numbers_lists_and_texts_with_commas_are_the_same()
    {
        Problems("egress_port", DataNumber.From(443)).ShouldBeEmpty();
        Problems("egress_port", DataArray.Of([DataNumber.From(443), new DataString("80-90,^85")])).ShouldBeEmpty();
        Problems("percent", DataNumber.From(101L), "network.loss").ShouldHaveSingleItem();
        Problems("percent", DataNumber.From(0.5), "network.loss").ShouldBeEmpty();
    }

    [Fact]
    public void Dns_is_spared_where_more_is_meant_than_single_addresses()
    {
        NetworkSelection.Everything.SparesDns.ShouldBeTrue();
        (NetworkSelection.Everything with { Hosts = ["db"] }).SparesDns.ShouldBeFalse();
        (NetworkSelection.Everything with { Addresses = [AddressRange.Read("10.0.0.0/8")!] }).SparesDns.ShouldBeTrue();
        (NetworkSelection.Everything with { RemotePorts = [new(53, 53)] }).SparesDns.ShouldBeFalse();
        (NetworkSelection.Everything with { NoDerivedExclusions = true }).SparesDns.ShouldBeFalse();
    }

    [Fact]
    public void Each_packet_passes_one_of_the_devices_once()
    {
        ImmutableArray<NetworkLink> links =
        [
            new(1, "lo") { IsLoopback = true },
            new(2, "eth0"),
            new(3, "eth1") { Master = 4 },
            new(4, "br0") { Kind = "bridge" },
            new(5, "eth0.10") { Kind = "vlan", Lower = 2 },
            new(6, "veth1") { Kind = "veth", Lower = 7 },
            new(7, "veth2") { Kind = "veth", Lower = 6 },
            new(8, "eth2") { Master = 9 },
            new(9, "vrf1") { Kind = "vrf" },
        ];

        Names(NetworkSelection.Everything).ShouldBe(["eth0", "br0", "veth1", "veth2", "eth2", "vrf1"]);
        Names(NetworkSelection.Everything with { Devices = ["eth1", "lo"] }).ShouldBe(["lo", "eth1"]);
        Names(NetworkSelection.Everything, AddressRange.Read("127.0.0.1")!).ShouldContain("lo");

        IEnumerable<string> Names(NetworkSelection selection, params AddressRange[] addresses) =>
            DeviceChoice.Choose(selection, links, addresses).Select(link => link.Name);
    }

    [Fact]
    public void The_ssh_session_that_a_variable_tells_of_is_spared_with_its_port()
    {
        var session = DerivedExclusions.Session("192.0.2.7 50022 192.0.2.1 2222")!;

        session.Remote.ShouldBe(AddressRange.Read("192.0.2.7"));
        session.LocalPort.ShouldBe(new PortRange(2222, 2222));
        session.Line.ShouldBe("Whitelisting SSH traffic with 192.0.2.7 (port 2222)");
        DerivedExclusions.Session("fe80::1%eth0 50022 fe80::2%eth0 22")!.Remote.ShouldBe(AddressRange.Read("fe80::1"));
        DerivedExclusions.Session("nonsense").ShouldBeNull();
    }

    [Theory]
    [InlineData(
        "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0",
        "127.0.0.1:8080",
        true
    )]
    [InlineData(
        "   1: 01020AC0:0016 070200C0:C366 01 00000000:00000000 00:00000000 00000000     0        0 4711 1 0",
        "192.10.2.1:22",
        false
    )]
    [InlineData(
        "   2: B80D0120000000000000000001000000:0016 B80D0120000000000000000002000000:C366 01 0:0 0:0 0 0 0 4711 1 0",
        "[2001:db8::1]:22",
        false
    )]
    public void A_line_of_the_kernels_list_of_sockets_is_read(string line, string local, bool isListening)
    {
        var socket = TcpSockets.Read(line)!;

        (socket.Local.ToString(), socket.IsListening, socket.Inode).ShouldBe((local, isListening, 4711));
    }

    [Fact]
    public void A_canary_goes_where_the_selection_means_and_nothing_is_spared()
    {
        var db = AddressRange.Read("192.0.2.5")!;
        var selection = NetworkSelection.Everything with
        {
            Addresses = [db],
            RemotePorts = [new(5430, 5435)],
            ExcludedRemotePorts = [new(5430, 5431)],
        };

        CanaryRoute
            .Choose(selection, [db, AddressRange.Read("192.0.2.6")!], [AddressRange.Read("192.0.2.6")!], [], [])
            .ShouldBe([new CanaryRoute(IPAddress.Parse("192.0.2.5"), IpProtocol.Udp, 5432, 61999)]);
        CanaryRoute
            .Choose(NetworkSelection.Everything with { Protocols = [IpProtocol.Icmp] }, [], [], [], [IPAddress.Parse("10.0.0.1")])
            .First()
            .ToString()
            .ShouldBe("ICMP to 10.0.0.1");
        CanaryRoute.Choose(selection with { ExcludedRemotePorts = [new(0, 65535)] }, [db], [], [], []).ShouldBeEmpty();
    }

    private static DataArray Words(string text) => DataArray.Of([new DataString(text)]);

    private static List<CallProblem> Problems(string argument, DataNode value, string function = "network.blackhole")
    {
        var found = HostFaults
            .Sources()
            .Select(source => source.TryFind(function, out var one) ? one : null)
            .OfType<ICheckArguments>()
            .Single();
        return [.. found.Check(DataObject.Of((argument, value)))];
    }
}
