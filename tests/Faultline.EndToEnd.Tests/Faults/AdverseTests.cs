using System.Diagnostics;
using System.Text.RegularExpressions;
using Faultline.TestKit;

namespace Faultline.EndToEnd.Tests.Faults;

/// <summary>Where something is in the way, a fault is refused before it breaks anything, or undone all the same, or a person is told how.</summary>
public sealed partial class AdverseTests
{
    private const UnixFileMode Usual = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Theirs = UnixFileMode.UserRead;

    private static readonly string[] Everybody = ["engine", "watchdog"];

    [Fact(Timeout = 120_000)]
    public async Task Without_room_for_a_record_nothing_is_broken()
    {
        using var run = new AbandonedRun();
        using var disk = new SmallDisk(run.State, "size=64k");
        disk.Fill();
        var file = run.File();

        run.Start("file.permission", Path(file), seconds: 0.1);
        var ended = await run.EndAsync();

        ended.Code.ShouldNotBe(0);
        ended.All.ShouldContain("space");
        File.GetUnixFileMode(file).ShouldBe(Usual);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_disk_that_runs_full_meanwhile_delays_no_undo()
    {
        using var run = new AbandonedRun();
        using var disk = new SmallDisk(run.State, "size=2m");
        var file = run.File();
        run.Start("file.permission", Path(file), seconds: 1);
        (await run.ReachesAsync("proven")).ShouldBeTrue();
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.None);

        disk.Fill();
        var ended = await run.EndAsync();

        File.GetUnixFileMode(file).ShouldBe(Usual, ended.All);
        disk.Clear();
        (await run.CommandAsync("recover", "--all")).Code.ShouldBe(0);
        File.GetUnixFileMode(file).ShouldBe(Usual);
    }

    [Fact(Timeout = 120_000)]
    public async Task On_a_full_disk_the_watchdog_undoes_what_a_killed_run_left()
    {
        using var run = new AbandonedRun();
        using var disk = new SmallDisk(run.State, "size=2m");
        var file = run.File();
        run.Start("file.permission", Path(file));
        (await run.ReachesAsync("proven")).ShouldBeTrue();

        disk.Fill();
        await run.KillAsync("engine");

        File.GetUnixFileMode(file).ShouldBe(Usual);
    }

    [Fact(Timeout = 120_000)]
    public async Task Where_nothing_can_be_written_nothing_is_broken()
    {
        using var run = new AbandonedRun();
        using var disk = new SmallDisk(run.State, "size=64k,ro");
        var file = run.File();

        run.Start("file.permission", Path(file), seconds: 0.1);
        var ended = await run.EndAsync();

        ended.Code.ShouldNotBe(0);
        ended.All.ShouldContain("ead-only");
        File.GetUnixFileMode(file).ShouldBe(Usual);
    }

    [Fact(Timeout = 300_000)]
    public async Task A_log_that_was_cut_at_any_byte_undoes_all_that_it_still_tells_of()
    {
        using var run = new AbandonedRun();
        var file = run.File();
        run.Start("file.permission", Path(file));
        (await run.ReachesAsync("proven")).ShouldBeTrue();
        await run.KillAsync(Everybody);
        var path = run.UndoLog();
        var whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var lines = Enumerable.Range(0, whole.Length).Where(at => whole[at] == '\n').ToArray();
        // Nothing is broken before the line is on the disk that says so.
        var broken = lines.First(end =>
            System.Text.Encoding.UTF8.GetString(whole, 0, end).Contains("\"applying\"", StringComparison.Ordinal)
        );
        var random = new Random(20261121);
        int[] cuts =
        [
            0,
            1,
            .. lines.SelectMany(end => new[] { end - 1, end, end + 1 }),
            .. Enumerable.Range(0, 25).Select(_ => random.Next(whole.Length)),
        ];

        foreach (var cut in cuts.Where(cut => cut <= whole.Length))
        {
            await File.WriteAllBytesAsync(path, whole[..cut], TestContext.Current.CancellationToken);
            File.SetUnixFileMode(file, cut >= broken ? UnixFileMode.None : Usual);

            var ended = await run.CommandAsync("recover", "--all");

            ended.Code.ShouldBeOneOf([0, 5], $"cut at {cut} of {whole.Length}: {ended.All}");
            ended.All.ShouldNotContain("   at ");
            File.GetUnixFileMode(file).ShouldBe(Usual, $"cut at {cut} of {whole.Length}: {ended.All}");
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task A_network_that_is_gone_is_nothing_to_undo()
    {
        Assert.SkipWhen(NamespacePair.WhyNot() is not null, NamespacePair.WhyNot() ?? "");
        using var run = new AbandonedRun(hasNetwork: true);
        var near = run.World.Network!.Near;
        run.Start(
            "network.blackhole",
            $$"""{"ipaddress": "{{NamespacePair.FarAddress}}"}""",
            target: $$"""{"type": "netns", "name": "{{near}}"}"""
        );
        (await run.ReachesAsync("proven")).ShouldBeTrue();

        NamespacePair.Ip(null, "netns", "delete", near);
        await run.KillAsync(Everybody);
        var ended = await run.CommandAsync("recover", "--all");

        ended.Code.ShouldBe(0, ended.All);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("\"start_ticks\": ?[0-9]+", "\"start_ticks\": 1")]
    [InlineData("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "00000000-0000-4000-8000-000000000000")]
    public async Task A_process_that_only_has_the_number_of_another_is_left_alone(string what, string instead)
    {
        using var run = new AbandonedRun();
        using var victim = Process.Start("/bin/sleep", "1000");
        try
        {
            run.Start("process.stop", $$"""{"process": {{victim.Id}}}""");
            (await run.ReachesAsync("proven")).ShouldBeTrue();
            await run.KillAsync(Everybody);
            StateOf(victim).ShouldBe('T');

            run.Forge(line => line.Contains("\"phase\"", StringComparison.Ordinal) ? Regex.Replace(line, what, instead) : line);
            var ended = await run.CommandAsync("recover", "--all");

            ended.Code.ShouldBe(0, ended.All);
            StateOf(victim).ShouldBe('T', ended.All);
        }
        finally
        {
            victim.Kill();
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task A_file_is_put_back_after_another_boot_too()
    {
        using var run = new AbandonedRun();
        var file = run.File();
        run.Start("file.permission", Path(file));
        (await run.ReachesAsync("proven")).ShouldBeTrue();
        await run.KillAsync(Everybody);

        run.Forge(line => BootId().Replace(line, "00000000-0000-4000-8000-000000000000"));
        var ended = await run.CommandAsync("recover", "--all");

        ended.Code.ShouldBe(0, ended.All);
        File.GetUnixFileMode(file).ShouldBe(Usual);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_somebody_else_has_changed_since_is_exit_code_5_with_the_command()
    {
        using var run = new AbandonedRun();
        var file = run.File();
        run.Start("file.permission", Path(file), seconds: 0.5);
        (await run.ReachesAsync("proven")).ShouldBeTrue();

        File.SetUnixFileMode(file, Theirs);
        var ended = await run.EndAsync();

        ended.Code.ShouldBe(5, ended.All);
        ended.All.ShouldContain("chmod");
        ended.All.ShouldContain(file);
        File.GetUnixFileMode(file).ShouldBe(Theirs);
        (await run.CommandAsync("recover", "--all")).Code.ShouldBe(5);
        File.GetUnixFileMode(file).ShouldBe(Theirs);
    }

    private static string Path(string file) => $$"""{"path": "{{file}}"}""";

    private static char StateOf(Process process)
    {
        var stat = File.ReadAllText($"/proc/{process.Id}/stat");
        return stat[stat.LastIndexOf(')') + 2];
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex BootId();
}
