using System.Globalization;
using System.Net;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Networks;

public sealed class LossTests
{
    private const int Many = 12_000;
    private const int AtOnce = 400;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData(30, "10.99.0.2")]
    [InlineData(30, "fd99::2")]
    [InlineData(1, "10.99.0.2")]
    [InlineData(90, "10.99.0.2")]
    public async Task As_many_packets_are_lost_as_were_asked_for(double percent, string address)
    {
        await using var applied = await AppliedWorld.ApplyAsync(
            new DropWorld("network.loss", ("ipaddress", address), ("percent", percent)),
            Stop
        );
        using var receiver = new Receiver(applied.Pair.Far, IPAddress.Parse(address));
        using var sender = new Sender(applied.Pair.Near, receiver.EndPoint.AddressFamily);

        var arrived = 0;
        for (var sent = 0; sent < Many; sent += AtOnce)
        {
            sender.Send(receiver.EndPoint, AtOnce);
            arrived += receiver.Count();
        }

        // On a machine under load the last may take their time.
        for (var late = 0; late < 4; late++)
        {
            arrived += receiver.Count();
        }

        var lost = 100.0 * (Many - arrived) / Many;
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{percent} % of {Many} to {address}: {lost:0.00} % lost")
        );
        lost.ShouldBe(percent, percent is 1 ? 0.5 : 2);
    }

    [Fact(Timeout = 60_000)]
    public async Task Only_what_leaves_is_lost_unless_more_is_asked_for_and_nothing_beside_the_selection()
    {
        await using var applied = await AppliedWorld.ApplyAsync(
            new DropWorld("network.loss", ("ipaddress", "10.99.0.2"), ("percent", 100L)),
            Stop
        );

        Traffic.Datagrams(applied.Pair.Near, applied.Pair.Far, NamespacePair.FarAddress).ShouldBe(0);
        Traffic.Datagrams(applied.Pair.Near, applied.Pair.Far, NamespacePair.FarAddressAt(1), expected: 10).ShouldBe(10);
        Traffic.Datagrams(applied.Pair.Far, applied.Pair.Near, NamespacePair.NearAddress, expected: 10).ShouldBe(10);
        applied.Lines.ShouldBe(["Dropping all egress traffic to 10.99.0.2"]);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("10.99.0.2", "any")]
    [InlineData("10.99.0.2", "TCP")]
    [InlineData("10.99.0.2", "ICMP")]
    [InlineData("fd99::2", "UDP")]
    [InlineData("fd99::2", "TCP")]
    [InlineData("fd99::2", "ICMP")]
    [InlineData("10.99.0.0/16", "any")]
    [InlineData(null, "any")]
    public async Task Canaries_show_it_of_every_protocol_and_family(string? address, string protocol)
    {
        var arguments = new List<(string, DataNode)> { ("percent", 30L) };
        if (address is not null)
        {
            arguments.Add(("ipaddress", address));
        }

        if (protocol != "any")
        {
            arguments.Add(("ipprotocol", protocol));
        }

        await using var world = new DropWorld("network.loss", [.. arguments]);
        Assert.SkipWhen(world.Missing is not null, world.Missing ?? "");
        await world.MakeAsync(Stop);
        NamespacePair.Ip(world.Pair.Near, "route", "add", "default", "via", NamespacePair.FarAddress.ToString());
        await using var trial = await Conformance.FaultTrial.BeginAsync(world);
        await trial.CaptureAsync(Stop);

        var before = await trial.ProveAsync(ProofMoment.Before, Stop);
        await trial.ApplyAsync(Stop);
        var during = await trial.ProveAsync(ProofMoment.During, Stop);
        _ = await trial.RevertAsync(Stop);
        var after = await trial.ProveAsync(ProofMoment.After, Stop);

        TestContext.Current.TestOutputHelper?.WriteLine($"{before.Seen} | {during.Seen} | {after.Seen}");
        before.State.ShouldBe(ProofState.Absent);
        before.Seen.ShouldStartWith("0 of 20 canary packets were lost (0 %)");
        during.State.ShouldBe(ProofState.Present);
        ((DataNumber)during.Figures["sent_packets"]!).ToDouble().ShouldBe(200);
        ((DataNumber)during.Figures["lost_percent"]!).ToDouble().ShouldBeInRange(10, 50);
        after.State.ShouldBe(ProofState.Absent);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_no_canary_reaches_is_not_proven()
    {
        await using var applied = await AppliedWorld.ApplyAsync(new DropWorld("network.blackhole", ("ipaddress", "203.0.113.7")), Stop);

        var proof = await applied.Trial.ProveAsync(ProofMoment.During, Stop);

        proof.State.ShouldBe(ProofState.Unknown);
    }

    [Fact(Timeout = 60_000)]
    public async Task Packets_that_come_are_proven_by_those_that_came()
    {
        await using var applied = await AppliedWorld.ApplyAsync(
            new DropWorld("network.blackhole", ("ipaddress", "10.99.0.2"), ("direction", "ingress")),
            Stop
        );
        (await applied.Trial.ProveAsync(ProofMoment.During, Stop)).State.ShouldBe(ProofState.Unknown);
        Traffic.Datagrams(applied.Pair.Far, applied.Pair.Near, NamespacePair.NearAddress).ShouldBe(0);

        var proof = await applied.Trial.ProveAsync(ProofMoment.During, Stop);

        proof.State.ShouldBe(ProofState.Present);
        proof.Seen.ShouldStartWith("the kernel has dropped 10 of 10 packets");
    }
}
