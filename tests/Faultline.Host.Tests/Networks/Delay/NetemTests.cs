using System.Globalization;
using System.Net.Sockets;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Tests.Conformance;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Networks.Delay;

/// <summary>Runs where the kernel has netem, as the guest's has (<see cref="GuestTests"/>).</summary>
public sealed class NetemTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData(50)]
    [InlineData(100)]
    public async Task A_round_trip_takes_as_much_longer_as_was_asked_for_and_others_do_not(int milliseconds)
    {
        await using var applied = await ApplyAsync(("ipaddress", "10.99.0.2"), ("ms", (long)milliseconds));
        using var echo = Echo(applied.Pair, 0);
        using var other = Echo(applied.Pair, 1);

        var trips = RoundTrips.Until(one => one.At(0.5) <= milliseconds + 1, () => LatencyTests.Datagrams(applied.Pair, echo, 100));
        var others = LatencyTests.Datagrams(applied.Pair, other, 50);
        var proof = await applied.Trial.ProveAsync(ProofMoment.During, Stop);

        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"netem, {milliseconds} ms: p50 {trips.At(0.5):0.00} ms; {proof.Seen}")
        );
        trips.At(0.5).ShouldBeInRange(milliseconds, milliseconds + 1);
        trips.LostPercent.ShouldBe(0);
        others.At(0.5).ShouldBeLessThan(20);
        proof.State.ShouldBe(ProofState.Present, proof.Seen);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_discipline_that_somebody_has_configured_is_refused_and_named()
    {
        await using var world = new DelayWorld(("backend", "netem"));
        Assert.SkipWhen(world.Missing is not null, world.Missing ?? "");
        await world.MakeAsync(Stop);
        NamespacePair.Run(world.Pair.Near, NamespacePair.FindTool("tc")!, "qdisc", "add", "dev", "eth0", "root", "handle", "7:", "prio");
        var before = await world.ReadAsync(Stop);
        await using var trial = await FaultTrial.BeginAsync(world);

        var refused = await Should.ThrowAsync<FaultRefusedException>(() => trial.CaptureAsync(Stop));

        refused.Message.ShouldBe("device 'eth0' has a queueing discipline that somebody has configured (prio 7:)");
        (await world.ReadAsync(Stop)).ShouldBe(before);
    }

    private static UdpEcho Echo(NamespacePair pair, int address) =>
        new(LatencyTests.Bound(pair.Far, NamespacePair.FarAddressAt(address), SocketType.Dgram));

    private static Task<AppliedDelay> ApplyAsync(params (string, DataNode)[] arguments) =>
        AppliedDelay.ApplyAsync(new DelayWorld([.. arguments, ("backend", "netem")]), Stop);
}
