using Faultline.Abstractions.Faults;
using Faultline.Hosting.Undoing;
using Faultline.TestKit;

namespace Faultline.Hosting.Tests.Undoing;

/// <summary>The file of an undo log.</summary>
public sealed class UndoLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string PathOf => Path.Combine(_folder.Path, "run-1.undo");

    [Fact]
    public void Only_its_owner_can_read_it()
    {
        using var log = UndoLog.Open(PathOf);

        File.GetUnixFileMode(PathOf).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void One_process_writes_and_others_may_read_meanwhile()
    {
        using (var log = UndoLog.Open(PathOf))
        {
            log.Append(Some.Effect("fl-a", UndoPhase.Applied), durable: true);

            Should.Throw<IOException>(() => UndoLog.Open(PathOf)).Message.ShouldContain("another process has");
            UndoLog.IsLocked(PathOf).ShouldBeTrue();
            UndoLog.Read(PathOf).Effects.Single().Record.Id.ShouldBe("fl-a");
        }

        // A child that another test forks just now has our descriptors, and the lock with them, until it becomes another program.
        SpinWait.SpinUntil(() => !UndoLog.IsLocked(PathOf), TimeSpan.FromSeconds(10)).ShouldBeTrue();
        using var next = UndoLog.Open(PathOf);
        next.Content.Effects.Single().Record.Id.ShouldBe("fl-a");
    }

    [Fact]
    public void Half_a_line_at_the_end_gives_way_to_the_next_one()
    {
        File.WriteAllBytes(
            PathOf,
            [
                .. UndoLogText.Write(Some.Effect("fl-a", UndoPhase.Applied)),
                .. UndoLogText.Write(Some.Effect("fl-b", UndoPhase.Captured))[..^20],
            ]
        );

        using (var log = UndoLog.Open(PathOf))
        {
            log.Content.Problems.Single().IsTornEnd.ShouldBeTrue();
            log.Append(Some.Effect("fl-c", UndoPhase.Captured), durable: false);
        }

        var content = UndoLog.Read(PathOf);
        content.Effects.Select(effect => effect.Record.Id).ShouldBe(["fl-a", "fl-c"]);
        content.Problems.ShouldBeEmpty();
    }

    [Fact]
    public void A_line_that_lacks_nothing_but_its_end_stays()
    {
        File.WriteAllBytes(PathOf, UndoLogText.Write(Some.Effect("fl-a", UndoPhase.Applied))[..^1]);

        using (var log = UndoLog.Open(PathOf))
        {
            log.Append(Some.Effect("fl-b", UndoPhase.Applied), durable: false);
        }

        UndoLog.Read(PathOf).Effects.Select(effect => effect.Record.Id).ShouldBe(["fl-a", "fl-b"]);
    }

    [Fact]
    public void The_space_for_the_undo_is_set_aside_before_anything_is_changed()
    {
        using var log = UndoLog.Open(PathOf);
        var big = Some.Effect("fl-a", UndoPhase.Captured) with { Record = Some.Record("fl-a") with { What = new string('x', 100_000) } };

        log.Append(big, durable: true);

        // What it takes on the disk, in blocks of 512 bytes, and what it is long.
        (Blocks(PathOf) * 512L, new FileInfo(PathOf).Length).ShouldSatisfyAllConditions(
            both => both.Item1.ShouldBeGreaterThan(6 * 100_000),
            both => both.Item2.ShouldBeLessThan(110_000)
        );
    }

    [Fact]
    public void A_folder_into_which_others_may_write_is_not_trusted()
    {
        var folder = new UndoFolder(Path.Combine(_folder.Path, "undo"));
        folder.Prepare();
        File.SetUnixFileMode(folder.Path, File.GetUnixFileMode(folder.Path) | UnixFileMode.OtherWrite);

        Should.Throw<IOException>(folder.Prepare).Message.ShouldContain($"'chmod go-w {folder.Path}' changes that");
    }

    [Fact]
    public void A_folder_of_another_user_is_not_trusted()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can give a folder to another user.");
        var folder = new UndoFolder(Path.Combine(_folder.Path, "undo"));
        folder.Prepare();
        Output("chown", "65534", folder.Path);

        Should.Throw<IOException>(folder.Prepare).Message.ShouldContain("belongs to another user");
    }

    [Fact]
    public void Of_runs_that_were_put_back_the_newest_hundred_are_remembered()
    {
        var folder = new UndoFolder(Path.Combine(_folder.Path, "undo"));
        folder.Prepare();
        foreach (var number in Enumerable.Range(0, 103))
        {
            using var log = UndoLog.Open(folder.LogOf($"run-{number:000}"), reserves: false);
            folder.Finish(log);
        }

        (folder.Runs().Length, folder.FinishedRuns().Length, folder.FinishedRuns()[0]).ShouldBe((0, 100, "run-003"));
    }

    public void Dispose() => _folder.Dispose();

    private static long Blocks(string path) => long.Parse(Output("stat", "-c", "%b", path));

    private static string Output(string program, params string[] arguments)
    {
        using var process = new System.Diagnostics.Process();
        process.StartInfo = new(program, arguments) { RedirectStandardOutput = true };
        process.Start();
        return process.StandardOutput.ReadToEnd();
    }
}
