using System.Globalization;
using Faultline.Linux.Processes;
using Faultline.TestKit;

namespace Faultline.Linux.Tests.Processes;

public sealed class ProcessStatTests
{
    private const string After = " S 41 42 43 0 -1 4194560 1 2 3 4 11 12 13 14 20 0 1 0 987654 1 2 3";

    [Theory]
    [InlineData("nginx")]
    [InlineData("a b")]
    [InlineData(")")]
    [InlineData("(")]
    [InlineData("a) S 1 (b")]
    [InlineData("")]
    [InlineData("é) R 1 2 3")]
    public void A_name_may_hold_anything(string name)
    {
        var stat = ProcessStat.Parse($"4711 ({name}){After}\n").ShouldNotBeNull();
        stat.Pid.ShouldBe(4711);
        stat.Name.ShouldBe(name);
        stat.State.ShouldBe('S');
        stat.Parent.ShouldBe(41);
        stat.Group.ShouldBe(42);
        stat.Session.ShouldBe(43);
        stat.UserTicks.ShouldBe(11);
        stat.SystemTicks.ShouldBe(12);
        stat.StartTicks.ShouldBe(987654);
        stat.IsKernelThread.ShouldBeFalse();
    }

    [Fact]
    public void Any_name_and_any_state_is_read_back()
    {
        var chance = new Random(3);
        const string Letters = "ab ()\t:;'\"\\/0123RSTZé";
        for (var i = 0; i < 2000; i++)
        {
            var name = new string([.. Enumerable.Range(0, chance.Next(16)).Select(_ => Letters[chance.Next(Letters.Length)])]);
            var state = "RSDTtZXI"[chance.Next(8)];
            var text = $"{chance.Next(1, int.MaxValue)} ({name}) {state}{After[2..]}";
            var stat = ProcessStat.Parse(text).ShouldNotBeNull(text);
            (stat.Name, stat.State).ShouldBe((name, state), text);
            stat.IsStopped.ShouldBe(state == 'T');
            stat.HasEnded.ShouldBe(state is 'Z' or 'X');
        }
    }

    [Fact]
    public void What_is_cut_off_is_no_process_and_never_a_wrong_one()
    {
        var whole = $"4711 (a) b){After}";
        for (var length = 0; length < whole.IndexOf(" 987654", StringComparison.Ordinal) + 1; length++)
        {
            ProcessStat.Parse(whole[..length]).ShouldBeNull(whole[..length]);
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task A_real_process_with_a_name_of_that_kind_is_found()
    {
        using var folder = new TemporaryFolder();
        var program = Path.Combine(folder.Path, "a) S (b c");
        File.Copy("/bin/sleep", program);
        await using var starter = new ProcessStarter(TimeProvider.System);
        var child = starter.Start(
            new ProcessSpec
            {
                Path = program,
                Arguments = ["300"],
                Environment = Env.Plain,
            }
        );
        await Proc.Until(() => ProcessTable.Find(child.Id)?.Name == "a) S (b c");
        var stat = ProcessTable.Find(child.Id)!;
        stat.Parent.ShouldBe(Environment.ProcessId);
        ProcessTable.Find(stat.Key).ShouldNotBeNull();
        ProcessTable.Find(stat.Key with { StartTicks = stat.StartTicks + 1 }).ShouldBeNull("another had its number");
        ProcessSignal.Send(stat.Key with { StartTicks = stat.StartTicks + 1 }, ProcessSignal.Kill).ShouldBe(SignalResult.Gone);
        ProcessSignal.Send(stat.Key, ProcessSignal.Stop).ShouldBe(SignalResult.Sent);
        await Proc.Until(() => ProcessTable.Find(stat.Key) is { IsStopped: true });
        ProcessSignal.Send(stat.Key, ProcessSignal.Kill).ShouldBe(SignalResult.Sent);
        await Proc.Until(() => ProcessTable.Find(stat.Key) is null);
        ProcessSignal.Send(stat.Key, 0).ShouldBe(SignalResult.Gone);
        ProcessTable.CommandLine(child.Id).ShouldBeEmpty();
    }

    [Fact]
    public void Threads_of_the_kernel_are_told_from_programs()
    {
        Assert.SkipWhen(ProcessTable.Find(2) is not { Name: "kthreadd" }, "the threads of the kernel are not seen from this PID namespace");
        ProcessTable.Find(2)!.IsKernelThread.ShouldBeTrue();
        ProcessTable.Find(Environment.ProcessId)!.IsKernelThread.ShouldBeFalse();
    }

    [Fact]
    public void Signals_have_names_and_numbers()
    {
        ProcessSignal.Number("KILL").ShouldBe(9);
        ProcessSignal.Number("SIGTERM").ShouldBe(15);
        ProcessSignal.Number("sigstop").ShouldBe(19);
        ProcessSignal.Number("34").ShouldBe(34);
        ProcessSignal.Number("KIL").ShouldBeNull();
        ProcessSignal.Number("0").ShouldBeNull();
        ProcessSignal.Number("65").ShouldBeNull();
        ProcessSignal.Number("-9").ShouldBeNull();
        foreach (var name in ProcessSignal.AllNames)
        {
            ProcessSignal.Name(ProcessSignal.Number(name)!.Value).ShouldBe(name);
        }

        ProcessSignal.Name(40).ShouldBe(40.ToString(CultureInfo.InvariantCulture));
    }
}
