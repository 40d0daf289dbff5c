using System.Globalization;
using Faultline.Linux.Processes;

namespace Faultline.EndToEnd.Tests.Attacks;

/// <summary>Attacks on a process of the test's own, which needs no rights.</summary>
public sealed class AttackTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact(Timeout = 120_000)]
    public async Task An_attack_that_lasts_its_time_is_a_success_and_leaves_nothing()
    {
        await using var tool = NewTool();
        var victim = Victim(tool);

        var ended = await tool.FaultlineAsync("attack", "process_stop", "-p", victim, "-l", "1", "--report", "report.md");

        ended.Code.ShouldBe(0, ended.All);
        ended.Output.ShouldContain($"Stopping sleep ({victim})");
        ended.Output.ShouldEndWith("Reverting impact!\n");
        ended.Error.ShouldContain("Verdict: explored, undo complete (exit code 0)");
        State(victim).ShouldBe("S");
        tool.Read("report.md").ShouldContain("attack on this host for 1 seconds");
        tool.Has("journal.json").ShouldBeFalse("an attack writes its journal into the folder of its run");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_check_that_fails_halts_the_attack()
    {
        await using var tool = NewTool();
        var victim = Victim(tool);
        // Healthy until the fault is there.
        tool.Write(
            "check.yaml",
            """
            type: probe
            name: it-runs
            tolerance: 0
            provider: {type: process, path: grep, arguments: [-q, "^State:.S", /proc/VICTIM/status]}
            """.Replace("VICTIM", victim, StringComparison.Ordinal)
        );

        var ended = await tool.FaultlineAsync("attack", "process_stop", "-p", victim, "-l", "60", "--check", "check.yaml");

        ended.Code.ShouldBe(4, ended.All);
        ended.Error.ShouldContain("it-runs");
        ended.Output.ShouldEndWith("Reverting impact!\n");
        State(victim).ShouldBe("S");
    }

    [Fact(Timeout = 120_000)]
    public async Task What_is_sick_before_is_not_attacked()
    {
        await using var tool = NewTool();
        var victim = Victim(tool);

        var ended = await tool.FaultlineAsync("attack", "process_stop", "-p", victim, "-l", "60", "--check", "http://127.0.0.1:1/");

        ended.Code.ShouldBe(4, ended.All);
        ended.Output.ShouldNotContain("Running");
        ended.Output.ShouldNotContain("Reverting");
    }

    [Fact(Timeout = 120_000)]
    public async Task An_attack_in_the_background_is_listed_followed_and_halted()
    {
        await using var tool = NewTool();
        var victim = Victim(tool);

        var started = await tool.FaultlineAsync("attack", "pause", "-p", victim, "-l", "100", "--detach");
        started.Code.ShouldBe(0, started.All);
        var id = started.Output.Trim();
        State(victim).ShouldBe("T");
        var (_, followed, _) = tool.Start(Tool.Launcher, "attack", "logs", id, "-f");
        (await tool.FaultlineAsync("attack", "list", "--running")).Output.ShouldContain(id);
        var halted = await tool.FaultlineAsync("attack", "halt", "--all");

        (halted.Code, halted.Output).ShouldBe((0, $"{id} process_stop: interrupted, everything is put back\n"));
        State(victim).ShouldBe("S");
        await UntilAsync(() => followed().EndsWith("Reverting impact!\n", StringComparison.Ordinal));
        (await tool.FaultlineAsync("attack", "logs", id)).Output.ShouldContain($"Stopping sleep ({victim})");
        (await tool.FaultlineAsync("attack", "list", "--running")).Output.ShouldBe("No attack is going on.\n");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_background_attack_that_can_not_begin_says_why()
    {
        await using var tool = NewTool();

        var ended = await tool.FaultlineAsync("attack", "pause", "-p", "no-such-process-anywhere", "--detach");

        ended.Code.ShouldBe(3, ended.All);
        ended.Error.ShouldContain("no-such-process-anywhere");
    }

    [Theory(Timeout = 120_000)]
    [InlineData(15, 143)]
    [InlineData(2, 130)]
    [InlineData(1, 129)]
    public async Task A_signal_ends_an_attack_once_everything_is_put_back(int signal, int code)
    {
        await using var tool = NewTool();
        var victim = Victim(tool);
        var (attack, output, error) = tool.Start(Tool.Launcher, "attack", "process_stop", "-p", victim, "-l", "100");
        await UntilAsync(() => State(victim) == "T");

        attack.Signal(signal);
        var status = await attack.Completed.WaitAsync(Patience, TestContext.Current.CancellationToken);

        status.Number.ShouldBe(code, output() + error());
        State(victim).ShouldBe("S");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_killed_attack_is_put_back_and_told_so()
    {
        await using var tool = NewTool();
        var victim = Victim(tool);
        var id = (await tool.FaultlineAsync("attack", "pause", "-p", victim, "-l", "100", "--detach")).Output.Trim();
        var mark = File.ReadAllText(Path.Combine(tool.Environment["FAULTLINE_STATE_DIR"], "runs", id, "engine"));
        ProcessSignal.Send(int.Parse(mark.Split(' ')[0], CultureInfo.InvariantCulture), ProcessSignal.Kill).ShouldBeTrue();

        await UntilAsync(() => State(victim) == "S");
        var halted = await tool.FaultlineAsync("attack", "halt", id);

        (halted.Code, halted.Output).ShouldBe((0, $"{id} process_stop: killed, everything was put back by its watchdog or by 'recover'\n"));
    }

    private static Tool NewTool()
    {
        var tool = new Tool();
        tool.Environment["FAULTLINE_STATE_DIR"] = Path.Combine(tool.Work, "state");
        return tool;
    }

    private static string Victim(Tool tool) => tool.Start("/usr/bin/sleep", "200").Child.Id.ToString(CultureInfo.InvariantCulture);

    private static string State(string pid) =>
        File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("State:", StringComparison.Ordinal)).Split('\t')[1][..1];

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline.Token);
        }
    }
}
