using System.Net;
using System.Net.Sockets;
using Faultline.Abstractions.Faults;
using Faultline.Host.Tests.Conformance;
using Faultline.Linux.Cgroups;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Networks.Groups;

public sealed class GroupConformance : FaultConformance
{
    protected override FaultWorld World() => new GroupWorld("network.blackhole", ("ipaddress", "10.99.0.2"));
}

public sealed class GroupDropTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Only_the_packets_of_the_process_are_dropped_and_it_is_told_nothing(bool isGroup)
    {
        await using var world = await MakeAsync(new GroupWorld("network.blackhole", ("ipaddress", "10.99.0.2")) { IsGroup = isGroup });
        await using var trial = await ApplyAsync(world);

        // A kernel without eBPF at devices (tcx), as the guest's, tells the sender.
        var isTold = !trial.Captured.Backend!.Contains("tcx", StringComparison.Ordinal);
        (world.Talker.SendFromOld(), world.Receiver.Count()).ShouldBe((isTold && !isGroup ? 20 : 0, isGroup ? 20 : 0));
        (world.Talker.SendFromNew(), world.Receiver.Count()).ShouldBe((isTold ? 20 : 0, 0));
        (world.Other.SendFromOld(), world.OtherReceiver.Count()).ShouldBe((0, 20));
        using var sender = new Sender(world.Pair.Far);
        sender.Send(new IPEndPoint(NamespacePair.NearAddress, world.Talker.Port));
        sender.Send(new IPEndPoint(NamespacePair.NearAddress, world.Other.Port));
        world.Talker.Received().ShouldBe(isGroup ? 10 : 0);
        world.Other.Received().ShouldBe(10);
        var proof = await trial.ProveAsync(ProofMoment.During, Stop);
        proof.State.ShouldBe(ProofState.Present, proof.Seen);

        (await trial.RevertAsync(Stop)).IsIncomplete.ShouldBeFalse();

        world.Talker.SendFromOld();
        world.Talker.SendFromNew();
        world.Receiver.Count().ShouldBe(40);
        (await trial.ProveAsync(ProofMoment.After, Stop)).State.ShouldBe(ProofState.Absent);
    }

    [Fact(Timeout = 60_000)]
    public async Task Connections_that_are_accepted_by_a_listener_that_was_there_are_met()
    {
        await using var world = await MakeAsync(new GroupWorld("network.blackhole"));
        await using (var trial = await ApplyAsync(world))
        {
            Assert.SkipWhen(
                !trial.Captured.Backend!.Contains("tcx", StringComparison.Ordinal),
                "what listeners accept is met at devices only (tcx, Linux 6.6)"
            );
            (await ConnectsAsync(world, world.Talker)).ShouldBeFalse();
            (await ConnectsAsync(world, world.Other)).ShouldBeTrue();
            await trial.RevertAsync(Stop);
        }

        (await ConnectsAsync(world, world.Talker)).ShouldBeTrue();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_share_is_lost_and_what_is_not_selected_is_not()
    {
        await using var world = await MakeAsync(
            new GroupWorld("network.loss", ("percent", 30L), ("ipaddress", "10.99.0.2"), ("egress_port", "1-65535"))
        );
        await using var trial = await ApplyAsync(world);

        var arrived = 0;
        for (var i = 0; i < 20; i++)
        {
            world.Talker.SendFromOld(250);
            world.Talker.SendFromNew(250);
            arrived += world.Receiver.Count();
        }

        (100 - (arrived / 100.0)).ShouldBe(30, 3);
        await trial.RevertAsync(Stop);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_the_process_starts_goes_back_with_it()
    {
        await using var world = await MakeAsync(new GroupWorld("network.blackhole"));
        var before = world.Talker.Group;
        await using var trial = await ApplyAsync(world);
        var child = world.Talker.StartChild();
        UnifiedHierarchy.OfProcess(child).ShouldBe(world.Talker.Group);
        world.Talker.Group.ShouldEndWith(trial.Context.Id);

        (await trial.RevertAsync(Stop)).State.ShouldBe(RevertState.Reverted);

        UnifiedHierarchy.OfProcess(child).ShouldBe(before);
        world.Talker.Group.ShouldBe(before);
    }

    [Fact(Timeout = 60_000)]
    public async Task Latency_of_some_processes_is_refused_and_it_is_said_what_to_do()
    {
        await using var world = await MakeAsync(new GroupWorld("network.latency"));
        await using var trial = await FaultTrial.BeginAsync(world);

        var refused = await Should.ThrowAsync<FaultRefusedException>(() => trial.CaptureAsync(Stop));

        refused.Remedy.ShouldNotBeNull().ShouldContain("'egress_port'");
    }

    private static async Task<bool> ConnectsAsync(GroupWorld world, Talker talker)
    {
        using var network = Faultline.Linux.Networking.Namespaces.NetworkNamespace.Named(world.Pair.Far);
        using var socket = network.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        late.CancelAfter(TimeSpan.FromMilliseconds(600));
        try
        {
            await socket.ConnectAsync(new IPEndPoint(NamespacePair.NearAddress, talker.ListeningPort), late.Token);
            await socket.SendAsync(new byte[1], late.Token);
            return await socket.ReceiveAsync(new byte[1], late.Token) == 1;
        }
        catch (OperationCanceledException) when (!Stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task<GroupWorld> MakeAsync(GroupWorld world)
    {
        Assert.SkipWhen(world.Missing is not null, world.Missing ?? "");
        await world.MakeAsync(Stop);
        return world;
    }

    private static async Task<FaultTrial> ApplyAsync(GroupWorld world)
    {
        var trial = await FaultTrial.BeginAsync(world);
        await trial.CaptureAsync(Stop);
        (await trial.ProveAsync(ProofMoment.Before, Stop)).State.ShouldBe(ProofState.Absent);
        await trial.ApplyAsync(Stop);
        return trial;
    }
}
