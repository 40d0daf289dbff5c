using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.Engine.Running;
using static Faultline.Engine.Tests.Running.RunVerdictTests;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Running;

/// <summary>A run that is asked to stop, in each of its parts, once and twice.</summary>
public sealed class StopTests
{
    private const string TenSeconds = "{\"takes\": 10, \"output\": 200}";

    [Theory]
    [InlineData(StopCause.Interrupt, 130, "The run was interrupted by Ctrl-C.")]
    [InlineData(StopCause.Terminate, 143, "The run was interrupted by SIGTERM.")]
    [InlineData(StopCause.HangUp, 129, "The run was interrupted by SIGHUP: its terminal went away.")]
    public void A_signal_has_its_own_exit_code(StopCause cause, int exitCode, string message)
    {
        var run = SimulatedRun.Of(Experiment(null, [Action("act", "hang")]), new Circumstances { Stops = [(3, cause)] });

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.NothingToUndo, exitCode, "interrupted", false));
        run.Reasons.ShouldBe(["interrupted: " + message]);
        run.Seconds.ShouldBe(3);
    }

    [Fact]
    public void A_stop_in_the_gate_keeps_the_method_from_being_played()
    {
        var run = Stopped(Experiment([Probe("healthy", more: TenSeconds).With("tolerance", 200)], [Action("act")], [Action("undo")]), 3);

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.NothingToUndo, 130, "interrupted", false));
        run.Called.ShouldBe(["healthy"]);
        run.Journal["steady_states"]!.ToString().ShouldBe("{\"before\": null, \"after\": null, \"during\": []}");
    }

    [Fact]
    public void A_stop_in_the_method_ends_its_activity_and_skips_the_rest()
    {
        var run = Stopped(Experiment([Healthy()], [Action("act", more: TenSeconds), Action("next")], [Action("undo")]), 3);

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.Skipped, 130, "interrupted", false));
        run.Called.ShouldBe(["healthy", "act"]);
        run.Seconds.ShouldBe(3);
    }

    [Theory]
    [InlineData("{\"before\": 10}", "healthy")]
    [InlineData("{\"after\": 10}", "healthy act")]
    public void A_stop_in_a_pause_ends_the_pause(string pauses, string called)
    {
        var run = Stopped(Experiment([Healthy()], [Action("act").Paused(pauses), Action("next")]), 3);

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.NothingToUndo, 130, "interrupted", false));
        run.Called.ShouldBe(called.Split(' '));
        run.Seconds.ShouldBe(3);
        run.Events.OfType<PauseEnded>().Count().ShouldBe(1);
    }

    [Fact]
    public void A_stop_in_the_hypothesis_after_the_method_says_nothing_about_it()
    {
        var slow = Probe("healthy", more: "{\"takes\": 10, \"outputs\": [200, 503]}").With("tolerance", 200);

        var run = Stopped(Experiment([slow], [], [Action("undo")]), 13);

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.Skipped, 130, "interrupted", false));
        run.Seconds.ShouldBe(13);
    }

    [Fact]
    public void A_stop_in_the_probe_of_a_tolerance_says_nothing_about_the_hypothesis()
    {
        var tolerance = Json(
            "{\"type\": \"probe\", \"name\": \"judge\", \"provider\": {\"type\": \"fake\", \"does\": \"hang\", \"arguments\": {}}}"
        );

        var run = Stopped(Experiment([Probe("healthy").With("tolerance", tolerance)], [Action("act")]), 3);

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.NothingToUndo, 130, "interrupted", false));
        run.Reasons.ShouldBe(["interrupted: The run was interrupted by Ctrl-C."]);
        run.Events.OfType<ToleranceJudged>().ShouldBeEmpty();
    }

    [Fact]
    public void A_stop_in_the_rollbacks_interrupts_the_run_but_not_the_rollbacks()
    {
        var run = Stopped(Experiment([Healthy()], [], [Action("undo", more: TenSeconds), Action("rest")]), 3);

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.Complete, 130, "interrupted", false));
        run.Called.ShouldBe(["healthy", "healthy", "undo", "rest"]);
        run.Seconds.ShouldBe(10);
    }

    [Fact]
    public void A_stop_during_a_deviation_s_rollbacks_keeps_the_deviation_in_the_journal()
    {
        var run = Stopped(Experiment([Broken()], [], [Action("undo", more: TenSeconds)]), 3);

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.Complete, 130, "interrupted", true));
    }

    [Fact]
    public void A_second_stop_cuts_the_rollbacks_off()
    {
        var run = Stopped(Experiment([Healthy()], [], [Action("undo", more: TenSeconds), Action("rest")]), 3, 4);

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.Incomplete, 5, "interrupted", false));
        run.Seconds.ShouldBe(4);
        run.Reasons.ShouldContain("rollback-failed: The rollback 'undo' was cut off before it was done.");
        run.Reasons.ShouldContain("rollback-failed: The rollback 'rest' was cut off before it was done.");
    }

    [Theory]
    [InlineData("undo", "The rollback 'undo' was cut off before it was done.")]
    [InlineData(null, "A rollback was cut off before it was done.")]
    public void A_second_stop_in_the_pause_before_a_rollback_cuts_it_off(string? name, string reason)
    {
        var paused = Action("undo").Paused("{\"before\": 10}");

        var run = Stopped(
            name is null
                ? Experiment([Healthy().Paused("{\"before\": 1}")], [], [Reference("healthy")])
                : Experiment([Healthy().Paused("{\"before\": 1}")], [], [paused]),
            2.25,
            2.5
        );

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.Incomplete, 5, "interrupted", false));
        run.Reasons.ShouldContain("rollback-failed: " + reason);
        run.Seconds.ShouldBe(2.5);
    }

    [Fact]
    public void A_second_stop_in_the_pause_after_the_last_rollback_cuts_nothing_off()
    {
        var run = Stopped(Experiment([Healthy()], [], [Action("undo").Paused("{\"after\": 10}")]), 3, 4);

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.Complete, 130, "interrupted", false));
    }

    [Fact]
    public void Two_stops_in_the_method_cut_off_the_rollbacks_that_are_always_played()
    {
        var run = SimulatedRun.Of(
            Experiment(null, [Action("act", "ignore-stop", TenSeconds)], [Action("undo")]),
            new Circumstances { Stops = [(3, StopCause.Interrupt), (4, StopCause.Interrupt)], Rollbacks = RollbackStrategy.Always }
        );

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.Incomplete, 5, "interrupted", false));
        run.Called.ShouldBe(["act"]);
        run.Seconds.ShouldBe(8);
    }

    [Fact]
    public void An_activity_that_ignores_the_stop_is_left_behind_after_five_seconds_and_is_the_last()
    {
        var run = Stopped(Experiment([Healthy()], [Action("act", "ignore-stop", TenSeconds), Action("next")]), 3);

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.NothingToUndo, 130, "interrupted", false));
        run.Called.ShouldBe(["healthy", "act"]);
        run.Seconds.ShouldBe(8);
    }

    [Fact]
    public void A_stop_before_the_start_keeps_everything_from_being_done()
    {
        var run = Stopped(Experiment(null, [Action("act")], [Action("undo")]), 0);

        run.Result.Verdict.ShouldBe(Verdict.Interrupted);
        run.Events.OfType<StopRequested>().Single().Again.ShouldBeFalse();
    }

    [Fact]
    public void Each_request_to_stop_is_an_event()
    {
        var run = Stopped(Experiment(null, [Action("act", "ignore-stop", TenSeconds)]), 3, 4, 5);

        run.Events.OfType<StopRequested>().Select(stop => stop.Again).ShouldBe([false, true, true]);
    }

    [Fact]
    public void The_first_request_is_kept()
    {
        using var stop = new StopSource();

        stop.Request(StopCause.Terminate);
        stop.Request(StopCause.Interrupt);

        stop.First.ShouldBe(new StopRequested(StopCause.Terminate, Again: false));
        (stop.Stop.IsCancellationRequested, stop.Abandon.IsCancellationRequested).ShouldBe((true, true));
    }

    [Fact]
    public void A_listener_that_comes_late_is_told_of_the_request_all_the_same()
    {
        using var stop = new StopSource();
        var heard = new List<StopRequested>();
        stop.Request(StopCause.HangUp);

        stop.Listen(heard.Add);
        stop.Request(StopCause.Interrupt);
        stop.Listen(null);
        stop.Request(StopCause.Interrupt);

        heard.ShouldBe([new StopRequested(StopCause.HangUp, Again: false), new StopRequested(StopCause.Interrupt, Again: true)]);
    }

    [Fact]
    public void A_listener_that_throws_does_not_keep_the_run_from_stopping()
    {
        using var stop = new StopSource();
        stop.Listen(_ => throw new IOException("the disk is full"));

        Should.Throw<IOException>(() => stop.Request(StopCause.Interrupt));

        stop.Stop.IsCancellationRequested.ShouldBeTrue();
    }

    private static SimulatedRun Stopped(Abstractions.Data.DataObject document, params double[] at) =>
        SimulatedRun.Of(document, new Circumstances { Stops = [.. at.Select(second => (second, StopCause.Interrupt))] });
}
