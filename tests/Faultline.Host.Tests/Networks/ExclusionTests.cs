using System.Net;
using System.Net.Sockets;
using Faultline.Host.Networks.Exclusions;
using Faultline.Host.Networks.Selecting;
using Faultline.Linux.Networking.Namespaces;
using Faultline.Linux.Processes;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Networks;

public sealed class ExclusionTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_open_ssh_session_survives_a_blackhole_of_everything_unless_that_is_asked_for(bool isAsked)
    {
        Assert.SkipWhen(NamespacePair.WhyNot() is not null, NamespacePair.WhyNot() ?? "");
        await using var world = new DropWorld("network.blackhole", ("no_derived_exclusions", isAsked));
        await world.MakeAsync(Stop);
        using var folder = new TemporaryFolder();
        // It counts who holds the connection, and by which name.
        var program = Path.Combine(folder.Path, "sshd");
        File.CreateSymbolicLink(program, "/bin/bash");
        using var client = Traffic.Listen(world.Pair.Far, NamespacePair.FarAddress);
        await using var starter = new ProcessStarter(TimeProvider.System);
        var port = ((IPEndPoint)client.LocalEndPoint!).Port;
        _ = starter.Start(
            new ProcessSpec
            {
                Path = NamespacePair.FindTool("ip")!,
                Arguments =
                [
                    "netns",
                    "exec",
                    world.Pair.Near,
                    program,
                    "-c",
                    $"exec 3<>/dev/tcp/{NamespacePair.FarAddress}/{port}; cat <&3 >&3 & wait",
                ],
                Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
            }
        );
        using var session = await client.AcceptAsync(Stop);
        await EchoAsync(session).WaitAsync(TimeSpan.FromSeconds(10), Stop);

        await using var applied = await AppliedWorld.ApplyAsync(world, Stop, isOurs: false);

        Traffic.Datagrams(world.Pair.Near, world.Pair.Far, NamespacePair.FarAddress).ShouldBe(0);
        applied.Lines.Any(line => line.StartsWith("Whitelisting SSH traffic with 10.99.0.2", StringComparison.Ordinal)).ShouldBe(!isAsked);
        var echo = EchoAsync(session);
        (await Task.WhenAny(echo, Task.Delay(isAsked ? 400 : 10_000, Stop)) == echo).ShouldBe(!isAsked);
    }

    [Fact]
    public void Our_own_api_is_spared_and_what_listens_on_loopback_need_not_be()
    {
        using var network = NetworkNamespace.OfThisProcess();
        using var api = Listen(IPAddress.Any);
        using var own = Listen(IPAddress.Loopback);

        var found = DerivedExclusions.Find(network, NetworkSelection.Everything);

        found.Select(one => one.LocalPort).ShouldContain(Port(api));
        found.Select(one => one.LocalPort).ShouldNotContain(Port(own));
        DerivedExclusions.Find(network, NetworkSelection.Everything with { NoDerivedExclusions = true }).ShouldBeEmpty();
    }

    private static PortRange Port(Socket socket)
    {
        var port = (ushort)((IPEndPoint)socket.LocalEndPoint!).Port;
        return new PortRange(port, port);
    }

    private static Socket Listen(IPAddress address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        socket.Listen();
        return socket;
    }

    private static async Task EchoAsync(Socket session)
    {
        _ = await session.SendAsync(new byte[] { 7 }, Stop);
        (await session.ReceiveAsync(new byte[8], Stop)).ShouldBe(1);
    }
}
