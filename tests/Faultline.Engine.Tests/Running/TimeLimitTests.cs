using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using static Faultline.Engine.Tests.Running.RunVerdictTests;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Running;

/// <summary>The limits on a run and on an activity, and pauses.</summary>
public sealed class TimeLimitTests
{
    private const string TenSeconds = "{\"takes\": 10, \"output\": 200}";

    [Fact]
    public void A_run_that_takes_too_long_is_ended()
    {
        var run = SimulatedRun.Of(
            Experiment([Healthy()], [Action("act", more: TenSeconds), Action("next")]),
            new Circumstances { Timeout = TimeSpan.FromSeconds(4) }
        );

        Ended(run).ShouldBe((Verdict.TimedOut, UndoState.NothingToUndo, 124, "interrupted", false));
        run.Reasons.ShouldBe(["timed-out: The run took longer than it may (--timeout, or 'runtime.timeout' of the document)."]);
        run.Seconds.ShouldBe(4);
    }

    [Fact]
    public void A_run_that_timed_out_still_plays_the_rollbacks_that_are_always_played()
    {
        var run = SimulatedRun.Of(
            Experiment(null, [Action("act", "hang")], [Action("undo", more: TenSeconds)]),
            new Circumstances { Timeout = TimeSpan.FromSeconds(4), Rollbacks = RollbackStrategy.Always }
        );

        Ended(run).ShouldBe((Verdict.TimedOut, UndoState.Complete, 124, "interrupted", false));
        run.Seconds.ShouldBe(14);
    }

    [Fact]
    public void The_limit_does_not_count_the_rollbacks()
    {
        var run = SimulatedRun.Of(
            Experiment([Healthy()], [], [Action("undo", more: TenSeconds)]),
            new Circumstances { Timeout = TimeSpan.FromSeconds(4) }
        );

        Ended(run).ShouldBe((Verdict.Held, UndoState.Complete, 0, "completed", false));
        run.Seconds.ShouldBe(10);
    }

    [Fact]
    public void The_limit_is_no_second_request_to_stop()
    {
        var run = SimulatedRun.Of(
            Experiment(null, [Action("act", "ignore-stop", TenSeconds)], [Action("undo", more: TenSeconds)]),
            new Circumstances
            {
                Stops = [(3, StopCause.Interrupt)],
                Timeout = TimeSpan.FromSeconds(8),
                RollbackBudget = TimeSpan.FromMinutes(1),
                Rollbacks = RollbackStrategy.Always,
            }
        );

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.Complete, 130, "interrupted", false));
        run.Events.OfType<StopRequested>().ShouldHaveSingleItem();
    }

    [Fact]
    public void A_signal_after_the_limit_cuts_the_rollbacks_off()
    {
        var run = SimulatedRun.Of(
            Experiment(null, [Action("act", "hang")], [Action("undo", more: TenSeconds)]),
            new Circumstances
            {
                Stops = [(6, StopCause.Terminate)],
                Timeout = TimeSpan.FromSeconds(4),
                Rollbacks = RollbackStrategy.Always,
            }
        );

        Ended(run).ShouldBe((Verdict.TimedOut, UndoState.Incomplete, 5, "interrupted", false));
        run.Seconds.ShouldBe(6);
    }

    [Fact]
    public void A_limit_longer_than_a_timer_can_wait_is_none() =>
        Ended(
                SimulatedRun.Of(
                    Experiment(null, [Action("act", more: TenSeconds)]),
                    new Circumstances { Timeout = TimeSpan.FromSeconds(1e8) }
                )
            )
            .ShouldBe((Verdict.Explored, UndoState.NothingToUndo, 0, "completed", false));

    [Theory]
    [InlineData("hang", "{}")]
    [InlineData("succeed", TenSeconds)]
    public void An_activity_that_takes_too_long_fails(string does, string more)
    {
        var run = SimulatedRun.Of(Experiment([Healthy()], [Action("act", does, more).With("timeout", 2.5)]));

        Ended(run).ShouldBe((Verdict.Inconclusive, UndoState.NothingToUndo, 3, "completed", false));
        run.Reasons.ShouldBe([
            "action-failed: The action 'act' failed: activity took too long to complete: it was stopped after its timeout of 2.5 s",
        ]);
        run.Seconds.ShouldBe(2.5);
    }

    [Fact]
    public void A_probe_of_the_hypothesis_that_takes_too_long_misses_it()
    {
        var slow = Probe("healthy", more: "{\"takes\": 10, \"output\": 200}").With("tolerance", 200).With("timeout", 1L);

        var run = SimulatedRun.Of(Experiment([slow], [Action("act")]));

        Ended(run).ShouldBe((Verdict.Inconclusive, UndoState.NothingToUndo, 3, "failed", false));
        run.Reasons.Single()
            .ShouldEndWith("The probe 'healthy' failed: activity took too long to complete: it was stopped after its timeout of 1 s");
    }

    [Fact]
    public void An_activity_that_ends_in_time_does_not_notice_its_timeout() =>
        Ended(SimulatedRun.Of(Experiment([Healthy()], [Action("act", more: TenSeconds).With("timeout", 11L)])))
            .Verdict.ShouldBe(Verdict.Held);

    [Fact]
    public void A_timeout_longer_than_a_timer_can_wait_is_none() =>
        Ended(SimulatedRun.Of(Experiment([Healthy()], [Action("act", more: TenSeconds).With("timeout", 9e8)])))
            .Verdict.ShouldBe(Verdict.Held);

    [Fact]
    public void A_stop_is_a_stop_also_where_there_is_a_timeout()
    {
        var run = SimulatedRun.Of(
            Experiment(null, [Action("act", "hang").With("timeout", 5L)]),
            new Circumstances { Stops = [(3, StopCause.Interrupt)] }
        );

        run.Events.OfType<ActivityEnded>().Single().Result.ShouldBe(CallResult.Stopped);
        run.Reasons.ShouldBe(["interrupted: The run was interrupted by Ctrl-C."]);
    }

    [Fact]
    public void Pauses_are_kept_and_are_not_part_of_the_duration()
    {
        var run = SimulatedRun.Of(
            Experiment(null, [Action("act", "fail", "{\"takes\": 1}").Paused("{\"before\": 2.5, \"after\": 4}"), Action("next")])
        );

        run.Seconds.ShouldBe(7.5);
        run.Journal["run"]!.ToString().ShouldContain("\"duration\": 1.0}");
        run.Events.OfType<PauseStarted>()
            .Select(pause => (pause.Activity, pause.Before, pause.Seconds.ToString()))
            .ShouldBe([("act", true, "2.5"), ("act", false, "4")]);
    }

    [Fact]
    public void A_pause_may_be_longer_than_a_timer_can_wait() =>
        SimulatedRun.Of(Experiment(null, [Action("act").Paused("{\"before\": 50000000}")])).Seconds.ShouldBe(50_000_000);

    [Theory]
    [InlineData("0")]
    [InlineData("0.0")]
    [InlineData("null")]
    [InlineData("false")]
    [InlineData("\"${none}\"")]
    public void No_pause_is_no_event(string pause)
    {
        var document = Experiment(null, [Action("act").Paused($"{{\"before\": {pause}, \"after\": {pause}}}")])
            .With("configuration", Json("{\"none\": \"\"}"));

        SimulatedRun.Of(document).Events.OfType<PauseStarted>().ShouldBeEmpty();
    }

    [Fact]
    public void A_pause_can_be_a_variable()
    {
        var document = Experiment(null, [Action("act").Paused("{\"before\": \"${wait}\"}")]).With("configuration", Json("{\"wait\": 3}"));

        SimulatedRun.Of(document).Seconds.ShouldBe(3);
    }

    [Theory]
    [InlineData("-1", "-1")]
    [InlineData("[1]", "[1]")]
    [InlineData("1e400", "inf")]
    [InlineData("\"${wait}\"", "the text '0.2'")]
    public void A_pause_that_is_no_length_aborts_the_run(string pause, string shown)
    {
        var document = Experiment([Healthy()], [Action("act").Paused($"{{\"before\": {pause}}}"), Action("next")])
            .With("configuration", Json("{\"wait\": \"0.2\"}"));

        var run = SimulatedRun.Of(document);

        Ended(run).ShouldBe((Verdict.Aborted, UndoState.NothingToUndo, 4, "aborted", false));
        run.Reasons.ShouldBe([
            $"crashed: The activity 'act' could not be carried out: a pause is a number of seconds from 0 on, and this is {shown}",
        ]);
    }
}
