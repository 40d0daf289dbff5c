using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Hosting.TestHost;

namespace Faultline.Hosting.Tests.Holding;

/// <summary>The engine's side, while one or the other process beside it fails.</summary>
public sealed class HolderSessionTests
{
    private const int Kill = 9;
    private const int Stop = 19;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task A_fault_is_captured_applied_proven_and_reverted_by_the_holder()
    {
        await using var engine = new Engine();
        await using var session = await engine.HoldAsync();
        var injection = new Injection(session, "run-0001");

        var (record, context) = await injection.ApplyAsync("test.file", engine.Arguments, stop: Ended);

        engine.Text.ShouldBe("broken by fl-0001-1");
        (await session.ProveAsync(record, context, ProofMoment.During, Ended)).State.ShouldBe(ProofState.Present);
        engine.Log("run-0001").Effects.Single().Phase.ShouldBe(UndoPhase.Applied);
        engine.Lines.ShouldBe([$"fl-0001-1: Overwriting {engine.File}"]);
        var result = await injection.RevertAsync(record, context);
        (result.State, result.Message).ShouldBe((RevertState.Reverted, "it says what it said"));
        (await session.ProveAsync(record, context, ProofMoment.After, Ended)).State.ShouldBe(ProofState.Absent);
        engine.Text.ShouldBe("good");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_run_that_ends_in_order_leaves_no_log_and_no_process()
    {
        await using var engine = new Engine();
        var session = await engine.HoldAsync();
        var injection = new Injection(session, "run-0001");
        var (record, context) = await injection.ApplyAsync("test.file", engine.Arguments, stop: Ended);
        await injection.RevertAsync(record, context);
        var (holder, watchdog) = (session.HolderProcess!.Id, session.WatchdogProcess!.Id);

        await session.DisposeAsync();

        Engine.IsGone(holder).ShouldBeTrue();
        engine.Undo.Runs().ShouldBeEmpty();
        engine.Undo.FinishedRuns().ShouldBeEmpty();
        await Engine.UntilAsync(() => Engine.IsGone(watchdog));
        session.Lost.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact(Timeout = 60_000)]
    public async Task What_was_not_undone_at_the_farewell_stays_on_record()
    {
        await using var engine = new Engine();
        var session = await engine.HoldAsync();
        var injection = new Injection(session, "run-0001");
        var (record, context) = await injection.ApplyAsync("test.file", engine.Arguments, stop: Ended);
        File.WriteAllText(engine.File, "mine");
        var watchdog = session.WatchdogProcess!.Id;

        (await injection.RevertAsync(record, context)).State.ShouldBe(RevertState.ChangedMeanwhile);
        await session.DisposeAsync();

        await Engine.UntilAsync(() => Engine.IsGone(watchdog));
        engine.Log("run-0001").Open.Single().Phase.ShouldBe(UndoPhase.Failed);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_killed_watchdog_is_replaced_and_the_next_one_knows_what_it_knew()
    {
        await using var engine = new Engine();
        await using var session = await engine.HoldAsync();
        var injection = new Injection(session, "run-0001");
        var (record, context) = await injection.ApplyAsync("test.file", engine.Arguments, stop: Ended);
        var first = session.WatchdogProcess!.Id;

        Engine.Signal(first, Kill);
        await Engine.UntilAsync(() => session.WatchdogProcess!.Id != first);

        (session.Lost.IsCancellationRequested, engine.Text).ShouldBe((false, "broken by fl-0001-1"));
        await injection.RevertAsync(record, context);
        engine.Log("run-0001").Effects.Single().Phase.ShouldBe(UndoPhase.Reverted);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_watchdog_that_is_killed_at_the_very_moment_is_replaced_before_anything_is_written_down()
    {
        await using var engine = new Engine();
        await using var session = await engine.HoldAsync();
        var injection = new Injection(session, "run-0001");
        for (var i = 0; i < 5; i++)
        {
            Engine.Signal(session.WatchdogProcess!.Id, Kill);

            var (record, context) = await injection.ApplyAsync("test.file", engine.Arguments, stop: Ended);

            engine.Log("run-0001").Effects[^1].Phase.ShouldBe(UndoPhase.Applied);
            await injection.RevertAsync(record, context);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_stopped_watchdog_is_replaced()
    {
        await using var engine = new Engine();
        await using var session = await engine.HoldAsync();
        var first = session.WatchdogProcess!.Id;

        Engine.Signal(first, Stop);

        await Engine.UntilAsync(() => session.WatchdogProcess!.Id != first);
        Engine.IsGone(first).ShouldBeTrue();
        session.Lost.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact(Timeout = 60_000)]
    public async Task Where_no_watchdog_can_be_started_any_more_nothing_is_applied()
    {
        await using var engine = new Engine();
        await using var session = await engine.HoldAsync();
        var injection = new Injection(session, "run-0001");
        var (record, context) = await injection.ApplyAsync("test.file", engine.Arguments, stop: Ended);
        // Nobody can write here any more.
        var folder = engine.Undo.Path;
        Directory.Move(folder, folder + ".gone");
        File.WriteAllText(folder, "no folder");
        Engine.Signal(session.WatchdogProcess!.Id, Kill);

        var refused = await Should.ThrowAsync<FaultRefusedException>(() =>
            session.KeepAsync(record with { Id = "fl-other" }, UndoPhase.Applying, null, Ended)
        );

        refused.Message.ShouldStartWith("the undo log can't be written in");
        (await session.RevertAsync(record, context, Ended)).State.ShouldBe(RevertState.Reverted);
        engine.Text.ShouldBe("good");
        File.Delete(folder);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_killed_holder_is_a_loss_and_another_one_reverts()
    {
        await using var engine = new Engine();
        await using var session = await engine.HoldAsync();
        var injection = new Injection(session, "run-0001");
        var (record, context) = await injection.ApplyAsync("test.file", engine.Arguments, stop: Ended);
        var first = session.HolderProcess!.Id;

        Engine.Signal(first, Kill);
        await Engine.UntilAsync(() => session.Lost.IsCancellationRequested);

        session.WhyLost.ShouldBe($"the holder (process {first}) is gone: signal 9 ended it");
        (
            await Should.ThrowAsync<FaultRefusedException>(() => injection.CaptureAsync("test.file", engine.Arguments))
        ).Message.ShouldStartWith("nothing more is applied: the holder");
        (await injection.RevertAsync(record, context)).State.ShouldBe(RevertState.Reverted);
        (session.HolderProcess!.Id == first, engine.Text).ShouldBe((false, "good"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_stopped_holder_is_ended_and_is_a_loss()
    {
        await using var engine = new Engine();
        await using var session = await engine.HoldAsync();
        var injection = new Injection(session, "run-0001");
        var (record, context) = await injection.ApplyAsync("test.file", engine.Arguments, stop: Ended);
        var first = session.HolderProcess!.Id;

        Engine.Signal(first, Stop);
        await Engine.UntilAsync(() => session.Lost.IsCancellationRequested);

        session.WhyLost.ShouldBe($"the holder (process {first}) is gone: it did not answer for 1 s and was ended");
        (await injection.RevertAsync(record, context)).State.ShouldBe(RevertState.Reverted);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_apply_that_does_not_end_is_ended_with_its_holder_before_it_is_reverted()
    {
        await using var engine = new Engine();
        await using var session = await engine.HoldAsync();
        var injection = new Injection(session, "run-0001");
        var (record, context) = await injection.CaptureAsync("test.file", engine.Arguments.With("hang", "apply"), Ended);
        await session.KeepAsync(record, UndoPhase.Captured, null, Ended);
        using var stop = new CancellationTokenSource();
        var applying = session.ApplyAsync(record, context, stop.Token);
        await Engine.UntilAsync(() => engine.Text.StartsWith("broken", StringComparison.Ordinal));

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => applying);
        var result = await session.RevertAsync(record, context, Ended);

        (result.State, engine.Text).ShouldBe((RevertState.Reverted, "good"));
        session.WhyLost.ShouldNotBeNull().ShouldEndWith("a fault did not end that was told to, and was ended with it");
    }

    [Fact(Timeout = 60_000)]
    public async Task What_a_fault_refuses_is_told_with_its_remedy()
    {
        await using var engine = new Engine();
        await using var session = await engine.HoldAsync();

        var refused = await Should.ThrowAsync<FaultRefusedException>(() =>
            new Injection(session, "run-0001").CaptureAsync("test.file", DataObject.Of(("path", "/nowhere")))
        );

        (refused.Message, refused.Remedy).ShouldBe(("there is no file '/nowhere'", "Make it."));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_fault_that_the_watchdog_could_not_undo_is_not_written_down()
    {
        await using var engine = new Engine();
        await using var session = await engine.HoldAsync();

        var refused = await Should.ThrowAsync<FaultRefusedException>(() =>
            session.KeepAsync(Some.Record("fl-x", "test.unknown"), UndoPhase.Captured, null, Ended)
        );

        refused.Message.ShouldBe("the watchdog could not undo it: this program knows no fault 'test.unknown'");
        engine.Log("run-0001").Effects.ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_run_does_not_begin_on_what_another_one_has_not_put_back()
    {
        await using var engine = new Engine();
        await using var first = await engine.HoldAsync("run-0001");
        var injection = new Injection(first, "run-0001");
        var (record, context) = await injection.ApplyAsync("test.file", engine.Arguments, stop: Ended);
        await using var second = await engine.HoldAsync("run-0009");
        var other = new Injection(second, "run-0009");

        var refused = await Should.ThrowAsync<FaultRefusedException>(() => other.CaptureAsync("test.file", engine.Arguments));

        (refused.Message, refused.Remedy).ShouldBe(
            ($"file '{engine.File}' is changed by the run 'run-0001': overwrite '{engine.File}'", "Wait for its end.")
        );
        await injection.RevertAsync(record, context);
        await other.CaptureAsync("test.file", engine.Arguments, Ended);
    }

    [Fact(Timeout = 60_000)]
    public async Task Where_nothing_can_be_written_no_run_with_faults_begins()
    {
        await using var engine = new Engine();
        File.WriteAllText(engine.Undo.Path, "no folder");

        var refused = await Should.ThrowAsync<FaultRefusedException>(() => engine.HoldAsync());

        refused.Message.ShouldStartWith($"the undo log can't be written in '{engine.Undo.Path}': ");
        refused.Remedy.ShouldNotBeNull().ShouldContain("--state-dir");
    }
}
