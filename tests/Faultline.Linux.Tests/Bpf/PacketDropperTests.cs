using System.Net;
using System.Net.Sockets;
using Faultline.Linux.Bpf;
using Faultline.Linux.Networking.Links;
using Faultline.Linux.Networking.Namespaces;
using Faultline.TestKit;

namespace Faultline.Linux.Tests.Bpf;

public sealed class PacketDropperTests : IDisposable
{
    private const int Port = 9999;
    private const byte Udp = 17;
    private const byte Tcp = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly NamespacePair? _pair = NamespacePair.WhyNot() is null ? NamespacePair.Create() : null;
    private readonly List<UdpEcho> _echoes = [];

    [Theory(Timeout = 60_000)]
    [InlineData(PacketDirection.Egress)]
    [InlineData(PacketDirection.Ingress)]
    public void A_share_is_dropped_at_a_device_and_the_sender_is_not_told(PacketDirection direction)
    {
        using var near = Near();
        using var dropper = new PacketDropper(new PacketSelection { Protocols = [Udp], SelectsAddresses = true }, 0.3);
        dropper.Select(IPNetwork.Parse("10.99.0.2/32"));
        Attach(near, dropper, direction);

        var trips = Measure(near, 10_000);
        var others = Measure(near, 500, NamespacePair.FarAddressAt(1));

        trips.LostPercent.ShouldBeInRange(27, 33);
        trips.Refused.ShouldBe(0);
        others.LostPercent.ShouldBe(0);
        dropper.Counters.ShouldBe(new DropCounters(10_000, 10_000 - trips.Milliseconds.Count));
    }

    [Fact(Timeout = 60_000)]
    public void Addresses_of_version_6_are_dropped_too_and_exclusions_win()
    {
        using var near = Near();
        using var dropper = new PacketDropper(new PacketSelection { SelectsAddresses = true }, 1);
        dropper.Select(IPNetwork.Parse("fd99::/64"));
        dropper.Exclude(IPNetwork.Parse("fd99::3/128"));
        Attach(near, dropper, PacketDirection.Egress);

        // Neighbours are asked for at their group's address, which is of another network, and answer at theirs.
        Measure(near, 50, NamespacePair.FarAddress6).LostPercent.ShouldBe(100);
        Measure(near, 50, NamespacePair.FarAddress6At(1)).LostPercent.ShouldBe(0);
        Measure(near, 50).LostPercent.ShouldBe(0);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("9999", "", 100)]
    [InlineData("1-9998", "", 0)]
    [InlineData("10000-65535", "", 0)]
    [InlineData("1-65535", "9999", 0)]
    [InlineData("1-65535", "1-9998,10000-65535", 100)]
    public void Ports_select_and_exclude(string selected, string excluded, double lost)
    {
        using var near = Near();
        using var dropper = new PacketDropper(
            new PacketSelection { RemotePorts = [.. Ranges(selected)], ExcludedRemotePorts = [.. Ranges(excluded)] },
            1
        );
        Attach(near, dropper, PacketDirection.Egress);
        Attach(near, dropper, PacketDirection.Ingress);

        Measure(near, 50).LostPercent.ShouldBe(lost);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(Udp, 100)]
    [InlineData(Tcp, 0)]
    public void Protocols_select(byte protocol, double lost)
    {
        using var near = Near();
        using var dropper = new PacketDropper(new PacketSelection { Protocols = [protocol] }, 1);
        Attach(near, dropper, PacketDirection.Ingress);

        Measure(near, 50).LostPercent.ShouldBe(lost);
    }

    [Fact(Timeout = 60_000)]
    public void The_kernel_ends_it_by_itself_when_its_time_is_over()
    {
        using var near = Near();
        using var dropper = new PacketDropper(new PacketSelection { Protocols = [Udp] }, 1, TimeSpan.FromSeconds(1));
        Attach(near, dropper, PacketDirection.Egress);

        Measure(near, 50).LostPercent.ShouldBe(100);
        SpinWait.SpinUntil(() => Measure(near, 1).LostPercent == 0, 10_000).ShouldBeTrue();
        Measure(near, 50).LostPercent.ShouldBe(0);
    }

    [Fact(Timeout = 60_000)]
    public void The_share_changes_while_it_runs_and_nothing_is_left_of_it_at_the_end()
    {
        using var near = Near();
        using (var dropper = new PacketDropper(new PacketSelection { Protocols = [Udp] }, 0))
        {
            Attach(near, dropper, PacketDirection.Egress);
            Measure(near, 50).LostPercent.ShouldBe(0);
            dropper.SetShare(1);
            Measure(near, 50).LostPercent.ShouldBe(100);
        }

        Measure(near, 50).LostPercent.ShouldBe(0);
    }

    [Fact(Timeout = 60_000)]
    public void Sockets_that_were_there_before_are_found_by_their_process()
    {
        using var near = Near();
        using var socket = Client(near, NamespacePair.NearAddress);
        using var other = Client(near, NamespacePair.NearAddress);
        using var listener = near.Run(() => new TcpListener(NamespacePair.NearAddress, 0));
        listener.Start();
        using var dropper = new PacketDropper(new PacketSelection(), 1);
        Span<byte> cookie = stackalloc byte[8];
        socket.GetRawSocketOption(1, 57, cookie);

        var sockets = Linux.Processes.ProcessSockets.Of(Environment.ProcessId);

        sockets.Cookies.ShouldContain(BitConverter.ToUInt64(cookie));
        sockets.ListeningPorts.ShouldContain((ushort)((IPEndPoint)listener.LocalEndpoint).Port);
        dropper.AddSocket(BitConverter.ToUInt64(cookie));
        near.Run(() => dropper.AttachToDevice(Device(), PacketDirection.Egress, SocketScope.Listed));
        Measure(socket, 50).LostPercent.ShouldBe(100);
        Measure(other, 50).LostPercent.ShouldBe(0);
    }

    [Fact(Timeout = 60_000)]
    public void A_device_that_is_not_there_is_named_in_the_error()
    {
        using var near = Near();
        using var dropper = new PacketDropper(new PacketSelection(), 1);

        Should
            .Throw<BpfException>(() => near.Run(() => dropper.AttachToDevice(4711, PacketDirection.Egress)))
            .Message.ShouldStartWith("no eBPF program can be attached to device 4711: No such device");
    }

    [Fact(Timeout = 60_000)]
    public void What_the_kernel_has_against_a_program_is_in_the_error()
    {
        Assert.SkipWhen(_pair is null, NamespacePair.WhyNot() ?? "");

        // It ends without a result.
        var error = Should.Throw<BpfException>(() => BpfProgram.Load(BpfProgram.OfDevice, 0, "fl_bad", new BpfAssembler().Exit().Finish()));

        error.Message.ShouldContain("R0 !read_ok");
    }

    public void Dispose()
    {
        _echoes.ForEach(echo => echo.Dispose());
        _pair?.Dispose();
    }

    private static IEnumerable<PortRange> Ranges(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('-'))
            .Select(ends => new PortRange(ushort.Parse(ends[0]), ushort.Parse(ends[^1])));

    private static void Attach(NetworkNamespace near, PacketDropper dropper, PacketDirection direction) =>
        near.Run(() => dropper.AttachToDevice(Device(), direction));

    private static int Device()
    {
        using var links = LinkConnection.Open();
        return links.Links().Single(link => link.Name == NamespacePair.Device).Index;
    }

    private static RoundTrips Measure(NetworkNamespace near, int count, IPAddress? to = null)
    {
        var address = to ?? NamespacePair.FarAddress;
        var isFour = address.AddressFamily == AddressFamily.InterNetwork;
        using var socket = Client(near, isFour ? NamespacePair.NearAddress : NamespacePair.NearAddress6);
        return Measure(socket, count, address);
    }

    private static RoundTrips Measure(Socket socket, int count, IPAddress? to = null) =>
        UdpEcho.Measure(
            socket,
            new IPEndPoint(to ?? NamespacePair.FarAddress, Port),
            count,
            TimeSpan.FromMicroseconds(count < 1000 ? 500 : 50),
            Patience
        );

    private static Socket Client(NetworkNamespace near, IPAddress address)
    {
        var socket = near.Run(() => new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    }

    private NetworkNamespace Near()
    {
        Assert.SkipWhen(_pair is null, NamespacePair.WhyNot() ?? "");
        using var far = NetworkNamespace.Named(_pair!.Far);
        foreach (
            var address in (IPAddress[])
                [NamespacePair.FarAddress, NamespacePair.FarAddressAt(1), NamespacePair.FarAddress6, NamespacePair.FarAddress6At(1)]
        )
        {
            var socket = far.Run(() => new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
            socket.Bind(new IPEndPoint(address, Port));
            _echoes.Add(new UdpEcho(socket));
        }

        return NetworkNamespace.Named(_pair.Near);
    }
}
