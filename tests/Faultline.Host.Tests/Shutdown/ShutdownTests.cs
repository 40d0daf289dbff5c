using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Shutdown;
using Faultline.Host.Tests.Conformance;
using Faultline.Linux.Processes;

namespace Faultline.Host.Tests.Shutdown;

public sealed class ShutdownTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public async Task Shutting_a_namespace_down_ends_only_that(bool reboot, int signal)
    {
        Assert.SkipWhen(NamespaceWorld.Missing is not null, NamespaceWorld.Missing ?? "");
        await using var inside = new NamespaceWorld();
        await using var beside = new NamespaceWorld();
        await inside.MakeAsync(Stop);
        await beside.MakeAsync(Stop);
        var lines = new List<string>();
        var fault = new PlaceShutdown(0.002, reboot, false, new NoHostPower(), TestRole.Program);
        var context = Context(DataObject.Of(("type", "process"), ("pid", (long)inside.Second))) with { Report = lines.Add };
        var record = Record(await fault.CaptureAsync(context, Stop), context);
        var begun = TimeProvider.System.GetTimestamp();
        await fault.ApplyAsync(record, context, Stop);
        TimeProvider.System.GetElapsedTime(begun).TotalSeconds.ShouldBeGreaterThan(0.1, "it waits for the delay");
        inside.Read().ShouldBe($"{inside.First} down\n{inside.Second} down");
        beside.Read().ShouldBe($"{beside.First} up\n{beside.Second} up");
        lines.ShouldBe([$"{(reboot ? "Restarting" : "Shutting down")} process {inside.Second} (sleep)"]);

        // unshare passes on how its child ended: SIGINT for a shutdown, SIGHUP for a restart.
        (await inside.Ended.WaitAsync(Stop)).ShouldBe(new ExitStatus(null, signal));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_shutdown_that_is_called_off_in_time_does_nothing()
    {
        Assert.SkipWhen(NamespaceWorld.Missing is not null, NamespaceWorld.Missing ?? "");
        await using var inside = new NamespaceWorld();
        await inside.MakeAsync(Stop);
        var fault = new PlaceShutdown(1, false, false, new NoHostPower(), TestRole.Program);
        var context = Context(DataObject.Of(("type", "process"), ("pid", (long)inside.Second)));
        var captured = await fault.CaptureAsync(context, Stop);
        captured.What.ShouldBe(
            $"shut down process {inside.Second} (sleep) after 1 minute: sh ({inside.First}) and all other processes of its PID namespace end"
        );
        using var cut = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Should.ThrowAsync<OperationCanceledException>(() => fault.ApplyAsync(Record(captured, context), context, cut.Token));
        inside.Read().ShouldBe($"{inside.First} up\n{inside.Second} up");
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("{\"type\":\"host\"}", false)]
    public async Task This_host_is_not_shut_down_unless_that_is_said_twice(string target, bool allowHost)
    {
        var power = new NoHostPower();
        var fault = new PlaceShutdown(0, false, allowHost, power, TestRole.Program);
        var refused = await Should.ThrowAsync<FaultRefusedException>(() =>
            fault.CaptureAsync(Context((DataObject)JsonText.Parse(target)), Stop)
        );
        refused.Message.ShouldBe("this very host would be shut down, and nobody has said so twice");
        power.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_process_that_shares_our_namespace_is_not_shut_down_and_nobody_asks_the_host()
    {
        await using var sleepers = new Sleepers();
        var pid = await sleepers.StartAsync(Stop);
        var power = new NoHostPower();
        var fault = new PlaceShutdown(0, false, true, power, TestRole.Program);
        var target = DataObject.Of(("type", "process"), ("pid", (long)pid));
        (await Should.ThrowAsync<FaultRefusedException>(() => fault.CaptureAsync(Context(target), Stop))).Message.ShouldContain(
            "shares this host's PID namespace"
        );
        power.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true, "restart")]
    [InlineData(false, "power off")]
    public async Task Where_it_is_said_twice_the_host_is_asked(bool reboot, string asked)
    {
        var power = new NoHostPower();
        var fault = new PlaceShutdown(0, reboot, true, power, TestRole.Program);
        var context = Context(DataObject.Of(("type", "host")));
        var captured = await fault.CaptureAsync(context, Stop);
        captured.Irreversible.ShouldNotBeNull();
        await fault.ApplyAsync(Record(captured, context), context, Stop);
        power.Asked.ShouldBe([asked]);
    }

    private static FaultContext Context(DataObject target) => Trials.Context(target);

    private static UndoRecord Record(CapturedFault captured, FaultContext context) => Trials.Record(captured, context);
}
