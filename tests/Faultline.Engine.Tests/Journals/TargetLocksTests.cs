using Faultline.Engine.Journals;
using Faultline.TestKit;

namespace Faultline.Engine.Tests.Journals;

public sealed class TargetLocksTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 6, 5, 10, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_one_run_holds_another_is_told_of()
    {
        using var first = Take("run-1", "a", "b").Held;

        var (second, conflicts) = Take("run-2", "b", "c");

        using (second)
        {
            conflicts.Single().ShouldBe(new LockConflict("pod b", "run-1", "title of run-1", "pod b", "2026-06-05 10:00:00Z"));
        }
    }

    [Fact]
    public void What_a_run_gives_back_is_free()
    {
        Take("run-1", "a").Held.Dispose();

        var (held, conflicts) = Take("run-2", "a");

        held.Dispose();
        conflicts.ShouldBeEmpty();
    }

    [Fact]
    public void Other_targets_are_free()
    {
        using var first = Take("run-1", "a").Held;

        var (second, conflicts) = Take("run-2", "b");

        second.Dispose();
        conflicts.ShouldBeEmpty();
    }

    [Fact]
    public void A_run_without_targets_leaves_no_trace()
    {
        Take("run-1").Held.Dispose();

        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void What_nobody_has_taken_for_long_is_cleared_away()
    {
        Take("run-1", "a").Held.Dispose();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_folder.Path, "locks")))
        {
            File.SetLastWriteTimeUtc(file, Now.UtcDateTime.AddDays(-31));
        }

        using var held = Take("run-2", "b").Held;

        Directory.EnumerateFiles(Path.Combine(_folder.Path, "locks"), "*.lock").Count().ShouldBe(1);
    }

    private (IDisposable Held, System.Collections.Immutable.ImmutableArray<LockConflict> Conflicts) Take(
        string run,
        params string[] targets
    ) =>
        new TargetLocks(_folder.Path).Take(
            targets.Select(name => new LockedTarget("cluster/" + name, "pod " + name)),
            run,
            "title of " + run,
            Now
        );
}
