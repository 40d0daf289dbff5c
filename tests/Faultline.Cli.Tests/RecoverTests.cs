using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.Hosting.Undoing;
using Faultline.Linux.Processes;
using Faultline.TestKit;

namespace Faultline.Cli.Tests;

/// <summary><c>faultline recover</c>: what killed runs left on record.</summary>
public sealed class RecoverTests
{
    private const string Run = "20261121-090000-000-dead";

    private static readonly ProcessIdentity Nobody = ProcessIdentity.Own with { Key = new ProcessKey(4_194_303, 1) };

    [Fact(Timeout = 60_000)]
    public async Task Without_anything_left_it_says_so()
    {
        using var shell = new Shell();

        var code = await shell.CodeAsync("recover");

        (code, shell.Output).ShouldBe((0, $"Nothing is left to put back; no run has an undo log in '{shell.Folder}/state/undo'.\n"));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_would_be_put_back_is_shown_and_nothing_is_done()
    {
        using var shell = new Shell();
        Leave(shell, Run, [Gone("fl-dead-1"), Unknown("fl-dead-2")]);
        var before = File.ReadAllBytes(PathOf(shell, Run));

        Snapshot.Match(await shell.RunAsync("recover", "--dry-run"));
        File.ReadAllBytes(PathOf(shell, Run)).ShouldBe(before);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_can_t_be_put_back_is_told_with_the_commands_for_a_person()
    {
        using var shell = new Shell();
        Leave(shell, Run, [Gone("fl-dead-1"), Unknown("fl-dead-2")]);

        Snapshot.Match(await shell.RunAsync("recover", "dead"));
        UndoLog.Read(PathOf(shell, Run)).Open.Single().Record.Id.ShouldBe("fl-dead-2");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_damaged_log_is_reported_and_kept()
    {
        using var shell = new Shell();
        Leave(shell, Run, [Gone("fl-dead-1")]);
        File.AppendAllText(PathOf(shell, Run), "1 00000000 {\"phase\": \"applied\"}\n1 12ab");

        Snapshot.Match(await shell.RunAsync("recover"));
        File.Exists(PathOf(shell, Run)).ShouldBeTrue();
    }

    [Fact(Timeout = 60_000)]
    public async Task What_a_person_has_put_right_is_taken_off_the_record()
    {
        using var shell = new Shell();
        Leave(shell, Run, [Unknown("fl-dead-2")]);

        var code = await shell.CodeAsync("recover", Run, "--forget");

        (code, shell.Output).ShouldBe((0, $"The run {Run} is off the record; nothing of it was put back.\n"));
        (await shell.CodeAsync("recover")).ShouldBe(0);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_run_that_goes_on_is_left_alone()
    {
        using var shell = new Shell();
        Leave(shell, Run, [Gone("fl-dead-1")], ProcessIdentity.Own);

        (await shell.CodeAsync("recover", "--all")).ShouldBe(0);
        shell.Output.ShouldBe(
            $"Run {Run}: left alone, since it is still going on (process {Environment.ProcessId}), and puts back what it changes.\n"
        );
        (await shell.CodeAsync("recover", Run)).ShouldBe(2);
        shell.Error.ShouldBe(
            $"Error: The run '{Run}' is left alone: it is still going on (process {Environment.ProcessId}), and puts back what it changes.\n"
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task A_number_that_is_another_process_by_now_keeps_nobody_from_it()
    {
        using var shell = new Shell();
        Leave(shell, Run, [Gone("fl-dead-1")], ProcessIdentity.Own with { Key = new ProcessKey(Environment.ProcessId, 1) });

        (await shell.CodeAsync("recover", Run)).ShouldBe(0, shell.Error);
    }

    [Fact(Timeout = 60_000)]
    public async Task Where_the_undo_log_is_gone_the_log_of_the_run_is_asked()
    {
        using var shell = new Shell();
        var runs = new RunStore(Path.Combine(shell.Folder, "state"));
        var (folder, running) = runs.Create(Run);
        running.Dispose();
        using (var log = new EventLog(folder, TimeProvider.System, []))
        {
            log.Append(
                new RunStarted
                {
                    RunId = Run,
                    Source = "e.json",
                    Title = "t",
                    Document = DataObject.Empty,
                    HypothesisStrategy = HypothesisStrategy.Default,
                    RollbackStrategy = RollbackStrategy.Default,
                    HasHypothesis = false,
                    Rollbacks = 0,
                    Version = "1",
                    Node = "n",
                    Platform = "p",
                }
            );
            log.Append(new FaultCaptured("break", null, Gone("fl-dead-1").Record, FaultUntil.Method));
            log.Append(new FaultReverted("fl-dead-1", new RevertResult(RevertState.Reverted, "done")));
            log.Append(new FaultCaptured("break", null, Gone("fl-dead-2").Record, FaultUntil.Method));
            log.Append(new FaultApplying("fl-dead-2"));
        }

        (await shell.CodeAsync("recover", Run)).ShouldBe(0, shell.Error);
        shell.Output.ShouldContain("  do fl-dead-2 [fl-dead-2]: put back: the machine was started again since");
        shell.Output.ShouldNotContain("fl-dead-1");
    }

    [Fact(Timeout = 60_000)]
    public async Task Rollback_recovers_first_and_wants_no_rollbacks_then()
    {
        using var shell = new Shell();
        Leave(shell, Run, [Gone("fl-dead-1")]);

        var code = await shell.CodeAsync("rollback", Run);

        (code, shell.Error).ShouldBe((0, ""));
        shell.Output.ShouldContain("1 effect put back.");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_next_run_puts_back_what_a_killed_one_left()
    {
        using var shell = new Shell();
        Leave(shell, Run, [Gone("fl-dead-1")]);
        shell.Write("e.json", """{"title": "t", "description": "d", "method": []}""");

        var code = await shell.CodeAsync("--change-dir", "FOLDER", "run", "e.json");

        code.ShouldBe(0, shell.Error);
        shell.Error.ShouldContain(
            $"WARNING] The run {Run} was killed and left this: do fl-dead-1; put back: the machine was started again"
        );
        File.Exists(PathOf(shell, Run)).ShouldBeFalse();
    }

    [Fact(Timeout = 60_000)]
    public async Task The_next_run_warns_of_what_could_not_be_put_back()
    {
        using var shell = new Shell();
        Leave(shell, Run, [Unknown("fl-dead-2") with { Phase = UndoPhase.Failed }]);
        shell.Write("e.json", """{"title": "t", "description": "d", "method": []}""");

        await shell.CodeAsync("--change-dir", "FOLDER", "run", "e.json");

        shell.Error.ShouldContain($"The run {Run} has left something broken: 'faultline recover {Run}' puts it back, or says what to do.");
        File.Exists(PathOf(shell, Run)).ShouldBeTrue();
    }

    private static void Leave(Shell shell, string run, UndoEntry.Effect[] effects, ProcessIdentity? engine = null)
    {
        var folder = new UndoFolder(Path.Combine(shell.Folder, "state", "undo"));
        folder.Prepare();
        using var log = UndoLog.Open(folder.LogOf(run));
        log.Append(new UndoEntry.Owners(run, engine ?? Nobody, Nobody), durable: false);
        foreach (var effect in effects)
        {
            log.Append(effect, durable: false);
        }
    }

    private static string PathOf(Shell shell, string run) => Path.Combine(shell.Folder, "state", "undo", run + ".undo");

    // Only the kernel of another boot held it.
    private static UndoEntry.Effect Gone(string id) =>
        new(Record(id) with { BootId = "00000000-0000-0000-0000-000000000000", Persists = false }, UndoPhase.Applied);

    private static UndoEntry.Effect Unknown(string id) => new(Record(id), UndoPhase.Applied);

    private static UndoRecord Record(string id) =>
        new()
        {
            Id = id,
            Run = Run,
            Fault = "nobody.knows",
            Arguments = DataObject.Empty,
            What = "do " + id,
            Before = DataObject.Empty,
            Undo = ["undo " + id, "sync"],
            Persists = true,
            BootId = ProcessIdentity.BootIdNow,
            At = DateTimeOffset.UnixEpoch,
        };
}
