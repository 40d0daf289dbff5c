using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Cpu;
using Faultline.Host.Targets;
using Faultline.Host.Tests.Conformance;
using Faultline.Linux.Processes;
using Faultline.Linux.Roles;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Cpu;

public sealed class BurnTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData(30)]
    [InlineData(100)]
    public async Task What_burns_is_counted_in_the_targets_control_group_and_is_not_more_than_asked_for(double percent)
    {
        await using var group = await GroupWorld.MakeAsync(Stop);
        var usage = Path.Combine(group.Path, "cpuacct.usage");
        Assert.SkipUnless(File.Exists(usage), "the hierarchy that is mounted here does not count processor time in cpuacct.usage");
        var fault = new ProcessorBurn(1, false, percent, TestRole.Program);
        var context = Trials.Context(DataObject.Of(("type", "cgroup"), ("path", group.Path)));
        var captured = await fault.CaptureAsync(context, Stop);
        captured.What.ShouldBe($"take {percent} % of 1 of {Environment.ProcessorCount} processors of control group '{group.Path}'");
        var record = Trials.Record(captured, context);
        var applied = await fault.ApplyAsync(record, context, Stop);
        record = record with { After = applied.After };
        var burner = (int)((DataNumber)record.After["pid"]!).ToDouble();
        File.ReadAllLines(group.Path + "/cgroup.procs").ShouldContain(burner.ToString(CultureInfo.InvariantCulture));

        var (begun, before) = (TimeProvider.System.GetTimestamp(), Read(usage));
        var proof = await fault.ProveAsync(record, context, ProofMoment.During, Stop);
        var measured = (Read(usage) - before) / 1e7 / TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
        proof.State.ShouldBe(ProofState.Present, proof.Seen);
        // Not more than was asked for, besides the runtime's own; how much less is up to whoever else wants the processors.
        measured.ShouldBeInRange(0.1, percent + 8, proof.Seen);
        ((DataNumber)proof.Figures["burnt_percent"]!).ToDouble().ShouldBe(measured, 15);
        await applied.Held!.DisposeAsync();
        ProcessTable.Find(burner).ShouldBeNull();
        (await fault.RevertAsync(record, context, Stop)).State.ShouldBe(RevertState.NothingToRevert);
    }

    [Fact(Timeout = 60_000)]
    public async Task It_ends_when_nobody_holds_its_input_any_more()
    {
        await using var starter = new ProcessStarter(TimeProvider.System);
        var burner = starter.Start(TestRole.Program.Spec(ProcessorBurner.Role, "2", "10", "fl-test") with { TakesInput = true });
        burner.SendInput("begin\n"u8);
        await Poll.UntilAsync(
            () =>
                Directory.EnumerateDirectories($"/proc/{burner.Id}/task").Count(path => File.ReadAllText(path + "/comm") == "burn\n") == 2,
            Stop
        );
        burner.CloseInput();
        (await burner.Exited.WaitAsync(Stop)).ShouldBe(new ExitStatus(0, null));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_process_that_was_started_and_not_written_down_is_found_by_the_effects_id()
    {
        await using var starter = new ProcessStarter(TimeProvider.System);
        var context = Trials.Context();
        var burner = starter.Start(TestRole.Program.Spec(ProcessorBurner.Role, "1", "5", context.Id) with { TakesInput = true });
        await Poll.UntilAsync(() => ProcessTable.CommandLine(burner.Id).Contains(context.Id), Stop);
        var fault = new ProcessorBurn(1, false, 5, TestRole.Program);
        var record = Trials.Record(await fault.CaptureAsync(context, Stop), context);
        (await fault.RevertAsync(record, context, Stop)).State.ShouldBe(RevertState.Reverted);
        (await burner.Exited.WaitAsync(Stop)).ShouldBe(new ExitStatus(null, 9));
        (await fault.RevertAsync(record, context, Stop)).State.ShouldBe(RevertState.NothingToRevert);
    }

    [Fact]
    public async Task What_there_is_not_is_refused()
    {
        await RefusedAsync(new ProcessorBurn(0, false, 100, TestRole.Program), "'cores' is 0");
        await RefusedAsync(new ProcessorBurn(100_000, false, 100, TestRole.Program), "'cores' is 100000, and this host may run on ");
        await RefusedAsync(new ProcessorBurn(1, false, 0, TestRole.Program), "'percent' is 0");
        await RefusedAsync(new ProcessorBurn(1, false, 101, TestRole.Program), "'percent' is 101");
        await RefusedAsync(new ProcessorBurn(1, false, 100, null), "the path of this program can't be found out");
        await RefusedAsync(new ProcessorBurn(1, false, 100, new OwnRole("/no/such", [])), "can't be started", applies: true);
        await RefusedAsync(new ProcessorBurn(1, false, 100, new OwnRole("/bin/true", [])), "ended at once", applies: true);
    }

    [Fact]
    public void All_processors_of_a_group_are_as_many_as_it_has_rounded_up()
    {
        using var folder = new TemporaryFolder();
        folder.Write("outer/cpu.max", "250000 100000\n");
        folder.Write("outer/inner/cpu.max", "max 100000\n");
        var group = new Linux.Cgroups.CgroupDirectory(Path.Combine(folder.Path, "outer/inner"), "/outer/inner", true, []);
        var place = new Place("a group", DataObject.Empty, () => [Environment.ProcessId]) { Cgroups = [group] };
        ProcessorShare.Of(place).Quota.ShouldBe(2.5);
        new ProcessorShare(8, 2.5).Whole.ShouldBe(3);
        new ProcessorShare(2, 2.5).Whole.ShouldBe(2);
        new ProcessorShare(8, null).Whole.ShouldBe(8);
        new ProcessorShare(8, 0.1).Whole.ShouldBe(1);
        folder.Write("outer/inner/cpu.max", "50000 100000\n");
        ProcessorShare.Of(place).Quota.ShouldBe(0.5, "the least counts");
    }

    private static async Task RefusedAsync(ProcessorBurn fault, string message, bool applies = false)
    {
        var context = Trials.Context();
        if (!applies)
        {
            (await Should.ThrowAsync<FaultRefusedException>(() => fault.CaptureAsync(context, Stop))).Message.ShouldContain(message);
            return;
        }

        var record = Trials.Record(await fault.CaptureAsync(context, Stop), context);
        (await Should.ThrowAsync<FaultRefusedException>(() => fault.ApplyAsync(record, context, Stop))).Message.ShouldContain(message);
    }

    private static double Read(string usage) => double.Parse(File.ReadAllText(usage), CultureInfo.InvariantCulture);
}
