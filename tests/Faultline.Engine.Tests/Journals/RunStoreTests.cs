using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.TestKit;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Journals;

public sealed class RunStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RunStore _store;

    public RunStoreTests() => _store = new RunStore(Path.Combine(_folder.Path, "state"));

    [Fact]
    public void A_store_that_was_never_used_has_no_runs()
    {
        _store.Ids().ShouldBeEmpty();
        _store.Find("last").ShouldBeNull();
        _store.Find("x").ShouldBeNull();
    }

    [Fact]
    public void Runs_are_sorted_by_time()
    {
        var clock = new ManualClock();
        var ids = new RunIds(clock, new Random(1));
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            made.Add(ids.Next());
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        foreach (var id in made.AsEnumerable().Reverse())
        {
            Create(id);
        }

        _store.Ids().ShouldBe(made);
        _store.Find("last").ShouldBe(made[^1]);
    }

    [Fact]
    public void An_id_is_the_time_and_four_letters() =>
        new RunIds(new ManualClock(), new Random(1)).Next().ShouldMatch("^20260101-100000-000-[bcdfghjkmnpqrstvwxz23456789]{4}$");

    [Theory]
    [InlineData("20260101-100000-000-abcd", "20260101-100000-000-abcd")]
    [InlineData("20260102", "20260102-100000-000-abxy")]
    [InlineData("xy", "20260102-100000-000-abxy")]
    [InlineData("20260101-100000-000-ab", "20260101-100000-000-abcd")]
    [InlineData("2026", null)]
    [InlineData("none", null)]
    [InlineData("..", null)]
    public void A_run_is_found_by_what_is_its_own(string text, string? id)
    {
        Create("20260101-100000-000-abcd");
        Create("20260102-100000-000-abxy");

        _store.Find(text).ShouldBe(id);
    }

    [Fact]
    public void An_id_that_others_begin_with_is_still_one_run()
    {
        Create("a");
        Create("ab");

        _store.Find("a").ShouldBe("a");
    }

    [Fact]
    public void The_folders_of_runs_belong_to_their_owner()
    {
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

        var folder = Create("a");

        File.GetUnixFileMode(folder).ShouldBe(ownerOnly);
        File.GetUnixFileMode(_store.Folder).ShouldBe(ownerOnly);
        File.GetUnixFileMode(Path.Combine(_folder.Path, "state")).ShouldBe(ownerOnly);
    }

    [Fact]
    public void A_run_is_created_once()
    {
        Create("a");

        Should
            .Throw<IOException>(() => _store.Create("a"))
            .Message.ShouldBe(
                $"The folder of the run can't be created in '{_store.Folder}': The file '{Path.Combine(_store.Folder, "a", "running")}' "
                    + "already exists. Name another with --state-dir."
            );
    }

    [Fact]
    public void A_state_directory_that_is_a_file_is_named()
    {
        var file = _folder.Write("file", "");

        Should
            .Throw<IOException>(() => new RunStore(file).Create("a"))
            .Message.ShouldStartWith($"The folder of the run can't be created in '{Path.Combine(file, "runs")}': ");
    }

    [Fact]
    public void A_run_goes_on_as_long_as_its_mark_is_held()
    {
        var (_, running) = _store.Create("a");
        _store.IsRunning("a").ShouldBeTrue();

        running.Dispose();

        _store.IsRunning("a").ShouldBeFalse();
    }

    [Fact]
    public void Those_who_ask_at_the_same_time_do_not_take_each_other_for_the_run()
    {
        Create("a");
        using var other = new FileStream(Path.Combine(_store.Folder, "a", "running"), FileMode.Open, FileAccess.Read, FileShare.Read);

        _store.IsRunning("a").ShouldBeFalse();
    }

    [Fact]
    public void A_run_that_is_not_there_does_not_go_on() => _store.IsRunning("nobody").ShouldBeFalse();

    [Fact]
    public void A_run_is_summarized_from_its_log()
    {
        var folder = Create("a");
        Write(folder, run => run.Log);

        var summary = _store.Summarize("a").ShouldNotBeNull();

        (summary.Id, summary.Title, summary.IsRunning).ShouldBe(("a", "t", false));
        summary.Start.ShouldBe(new DateTimeOffset(2026, 1, 1, 10, 0, 0, TimeSpan.Zero));
        summary.Duration.ShouldBe(TimeSpan.FromSeconds(2));
        (summary.Result.Verdict, summary.Result.Undo).ShouldBe((Verdict.Held, UndoState.Complete));
    }

    [Fact]
    public void A_run_that_was_killed_has_no_duration_and_is_not_undone()
    {
        var folder = Create("a");
        Write(folder, run => run.Log[..run.Log.IndexOf("\"event\": \"method-ended\"", StringComparison.Ordinal)]);

        var summary = _store.Summarize("a").ShouldNotBeNull();

        summary.Duration.ShouldBeNull();
        (summary.Result.Verdict, summary.Result.Undo, summary.Result.ExitCode).ShouldBe((Verdict.Interrupted, UndoState.Incomplete, 5));
        summary.Result.Reasons.Single().Message.ShouldBe("The run has not ended: it is still going on, or it was killed.");
    }

    [Fact]
    public void A_run_that_was_killed_had_nothing_to_undo_where_its_method_had_not_begun()
    {
        var folder = Create("a");
        Write(folder, run => run.Log[..run.Log.IndexOf("\"event\": \"method-started\"", StringComparison.Ordinal)]);

        _store.Summarize("a")!.Result.Undo.ShouldBe(UndoState.NothingToUndo);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a log\n")]
    [InlineData("{\"sequence\": 1}\n")]
    public void A_folder_without_a_log_that_can_be_read_is_no_run(string log)
    {
        var folder = Create("a");
        File.WriteAllText(Path.Combine(folder, EventLog.FileName), log);

        _store.Summarize("a").ShouldBeNull();
    }

    [Fact]
    public void A_folder_without_a_log_is_no_run()
    {
        Create("a");

        _store.Summarize("a").ShouldBeNull();
    }

    [Fact]
    public void A_replay_is_the_journal_of_the_run()
    {
        var folder = Create("a");
        var run = Write(folder, run => run.Log);

        var (tally, journal, events) = _store.Replay("a");

        journal.Read().ToString().ShouldBe(run.Journal.ToString());
        tally.Result.Verdict.ShouldBe(Verdict.Held);
        events[^1].ShouldBeOfType<RunEnded>();
    }

    [Fact]
    public void A_run_is_removed_with_its_folder()
    {
        Create("a");
        Create("b");

        _store.Remove("a");

        _store.Ids().ShouldBe(["b"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/../..")]
    [InlineData("nobody")]
    public void Nothing_but_a_run_is_ever_removed(string id)
    {
        Create("a");

        Should.Throw<DirectoryNotFoundException>(() => _store.Remove(id)).Message.ShouldBe($"There is no run '{id}' in '{_store.Folder}'.");

        _store.Ids().ShouldBe(["a"]);
    }

    public void Dispose() => _folder.Dispose();

    private string Create(string id)
    {
        var (folder, running) = _store.Create(id);
        running.Dispose();
        return folder;
    }

    private static Running.SimulatedRun Write(string folder, Func<Running.SimulatedRun, string> log)
    {
        var run = Running.SimulatedRun.Of(Experiment([Healthy()], [Action("act", more: "{\"takes\": 2}")], [Action("undo")]));
        File.WriteAllText(Path.Combine(folder, EventLog.FileName), log(run));
        return run;
    }
}
