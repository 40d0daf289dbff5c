using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using static Faultline.Engine.Tests.Running.RunVerdictTests;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Running;

/// <summary>Steps in the background (reference specification §12, with nothing lost).</summary>
public sealed class BackgroundTests
{
    private const string OneSecond = "{\"takes\": 1}";
    private const string TenSeconds = "{\"takes\": 10}";

    [Fact]
    public void A_step_in_the_background_runs_beside_those_that_follow()
    {
        var run = SimulatedRun.Of(
            Experiment(null, [Action("back", more: TenSeconds).InBackground(), Action("a", more: OneSecond), Action("b", more: TenSeconds)])
        );

        run.Called.ShouldBe(["back", "a", "b"]);
        run.Seconds.ShouldBe(11);
    }

    [Fact]
    public void Several_run_beside_each_other() =>
        SimulatedRun
            .Of(
                Experiment(
                    null,
                    [
                        Action("a", more: TenSeconds).InBackground(),
                        Action("b", more: TenSeconds).InBackground(),
                        Action("c", more: OneSecond).InBackground(),
                    ]
                )
            )
            .Seconds.ShouldBe(10);

    [Fact]
    public void All_are_waited_for_before_the_hypothesis_is_evaluated()
    {
        var run = SimulatedRun.Of(Experiment([Healthy()], [Action("back", more: TenSeconds).InBackground(), Action("act")]));

        Ended(run).ShouldBe((Verdict.Held, UndoState.NothingToUndo, 0, "completed", false));
        run.Called.ShouldBe(["healthy", "back", "act", "healthy"]);
        run.Events.OfType<HypothesisStarted>().Last().At.ShouldBe(run.Events[0].At.AddSeconds(10));
        run.Events.OfType<MethodEnded>().Single().At.ShouldBe(run.Events[0].At.AddSeconds(10));
    }

    [Fact]
    public void Records_stand_in_the_order_of_the_calls()
    {
        var run = SimulatedRun.Of(
            Experiment(
                null,
                [
                    Action("back", more: OneSecond).Paused("{\"before\": 1.5}").InBackground(),
                    Action("a", more: OneSecond),
                    Action("b", more: TenSeconds),
                    Action("c"),
                ]
            )
        );

        run.Recorded("run").ShouldBe(["a", "b", "back", "c"]);
    }

    [Fact]
    public void Pauses_of_a_step_in_the_background_hold_nobody_up_but_are_waited_for()
    {
        var run = SimulatedRun.Of(
            Experiment(null, [Action("back").Paused("{\"before\": 2, \"after\": 5}").InBackground(), Action("a", more: OneSecond)])
        );

        run.Events.OfType<ActivityStarted>()
            .Select(call => (call.Name, (call.At - run.Events[0].At).TotalSeconds))
            .ShouldBe([("a", 0), ("back", 2)]);
        run.Seconds.ShouldBe(7);
    }

    [Fact]
    public void Pauses_that_overlap_are_told_apart_in_the_timeline()
    {
        var run = SimulatedRun.Of(
            Experiment(null, [Action("back").Paused("{\"before\": 2}").InBackground(), Action("front").Paused("{\"before\": 5}")])
        );

        var timeline = (DataArray)((DataObject)run.Journal["faultline"]!)["timeline"]!;
        timeline
            .Items.Cast<DataObject>()
            .Where(span => span.Text("kind") == "pause")
            .Select(span => $"{span.Text("name")} {span.Text("start")![17..19]}-{span.Text("end")![17..19]}")
            .ShouldBe(["back 00-02", "front 00-05"]);
    }

    [Fact]
    public void The_event_says_that_a_call_is_in_the_background() =>
        SimulatedRun
            .Of(Experiment(null, [Action("back").InBackground(), Action("front")]))
            .Events.OfType<ActivityStarted>()
            .Select(call => call.Background)
            .ShouldBe([true, false]);

    [Fact]
    public void A_reference_is_in_the_background_where_it_says_so_itself()
    {
        var run = SimulatedRun.Of(
            Experiment(
                [Probe("slow", more: "{\"takes\": 10, \"output\": 200}").With("tolerance", 200).InBackground()],
                [Reference("slow").InBackground(), Reference("slow"), Action("act")]
            )
        );

        // The gate 10, the two of the method beside each other 10, the hypothesis 10: there the flag means nothing.
        run.Seconds.ShouldBe(30);
        run.Called.ShouldBe(["slow", "slow", "slow", "act", "slow"]);
    }

    [Fact]
    public void A_failed_action_in_the_background_is_inconclusive()
    {
        var run = SimulatedRun.Of(Experiment([Healthy()], [Action("back", "fail", OneSecond).InBackground(), Action("act")]));

        Ended(run).ShouldBe((Verdict.Inconclusive, UndoState.NothingToUndo, 3, "completed", false));
        run.Reasons.ShouldBe(["action-failed: The action 'back' failed: fail"]);
    }

    [Fact]
    public void An_unproven_action_in_the_background_is_inconclusive() =>
        Ended(SimulatedRun.Of(Experiment([Healthy()], [Action("back", "unproven", OneSecond).InBackground()])))
            .ShouldBe((Verdict.Inconclusive, UndoState.NothingToUndo, 3, "completed", false));

    [Fact]
    public void A_failed_probe_in_the_background_is_only_a_reason()
    {
        var run = SimulatedRun.Of(Experiment([Healthy()], [Probe("back", "fail", OneSecond).InBackground()]));

        Ended(run).ShouldBe((Verdict.Held, UndoState.NothingToUndo, 0, "completed", false));
        run.Reasons.ShouldBe(["probe-failed: The probe 'back' of the method failed: fail"]);
    }

    [Theory]
    [InlineData("crash", "crash")]
    [InlineData("throw", "InvalidOperationException: throw")]
    [InlineData("throw-cancelled", "OperationCanceledException: throw-cancelled")]
    public void A_crash_in_the_background_aborts_the_method(string does, string message)
    {
        var run = SimulatedRun.Of(
            Experiment(
                [Healthy()],
                [Action("back", does, OneSecond).InBackground(), Action("act", more: TenSeconds), Action("next")],
                [Action("undo")]
            )
        );

        Ended(run).ShouldBe((Verdict.Aborted, UndoState.Complete, 4, "aborted", false));
        run.Called.ShouldBe(["healthy", "back", "act", "undo"]);
        run.Reasons.ShouldBe([$"crashed: The activity 'back' could not be carried out: {message}"]);
    }

    [Fact]
    public void A_crash_in_the_background_after_the_last_step_aborts_the_method_too()
    {
        var run = SimulatedRun.Of(Experiment([Healthy()], [Action("back", "crash", TenSeconds).InBackground(), Action("act")]));

        Ended(run).ShouldBe((Verdict.Aborted, UndoState.NothingToUndo, 4, "aborted", false));
        run.Called.ShouldBe(["healthy", "back", "act"]);
    }

    [Fact]
    public void A_crash_at_once_in_the_background_keeps_the_next_step_from_being_played() =>
        SimulatedRun.Of(Experiment(null, [Action("back", "crash").InBackground(), Action("act")])).Called.ShouldBe(["back"]);

    [Fact]
    public void Nothing_is_lost_where_several_go_wrong()
    {
        var run = SimulatedRun.Of(
            Experiment(
                null,
                [
                    Action("a", "crash", TenSeconds).InBackground(),
                    Action("b", "fail", OneSecond).InBackground(),
                    Action("c", "throw", "{\"takes\": 3}").InBackground(),
                    Action("d", "crash", "{\"takes\": 2}"),
                    Action("e"),
                ]
            )
        );

        Ended(run).ShouldBe((Verdict.Aborted, UndoState.NothingToUndo, 4, "aborted", false));
        run.Recorded("run").ShouldBe(["a", "b", "c", "d"]);
        run.Reasons.ShouldBe([
            "crashed: The activity 'd' could not be carried out: crash",
            "crashed: The activity 'c' could not be carried out: InvalidOperationException: throw",
            "crashed: The activity 'a' could not be carried out: crash",
            "action-failed: The action 'b' failed: fail",
        ]);
        run.Seconds.ShouldBe(10);
    }

    [Fact]
    public void What_runs_in_the_background_is_stopped_with_the_run()
    {
        var run = Stopped(
            Experiment([Healthy()], [Action("back", "hang").InBackground(), Action("act", more: TenSeconds), Action("next")]),
            3
        );

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.NothingToUndo, 130, "interrupted", false));
        run.Called.ShouldBe(["healthy", "back", "act"]);
        run.Events.OfType<ActivityEnded>()
            .Select(ended => ended.Result)
            .ShouldBe([CallResult.Succeeded, CallResult.Stopped, CallResult.Stopped], ignoreOrder: true);
        run.Seconds.ShouldBe(3);
    }

    [Theory]
    [InlineData("{}", 1)]
    [InlineData("{\"before\": 100}", 0)]
    public void The_wait_at_the_end_is_ended_by_a_stop(string pauses, int calls)
    {
        var run = Stopped(Experiment(null, [Action("back", "hang").Paused(pauses).InBackground()]), 3);

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.NothingToUndo, 130, "interrupted", false));
        run.Events.OfType<ActivityStarted>().Count().ShouldBe(calls);
        run.Seconds.ShouldBe(3);
    }

    [Fact]
    public void The_wait_at_the_end_is_ended_by_the_limit_of_the_run()
    {
        var run = SimulatedRun.Of(
            Experiment(null, [Action("back", "hang").InBackground()]),
            new Circumstances { Timeout = TimeSpan.FromSeconds(4) }
        );

        Ended(run).ShouldBe((Verdict.TimedOut, UndoState.NothingToUndo, 124, "interrupted", false));
        run.Seconds.ShouldBe(4);
    }

    [Fact]
    public void The_wait_at_the_end_is_ended_by_the_limit_of_the_activity()
    {
        var run = SimulatedRun.Of(Experiment([Healthy()], [Action("back", "hang").With("timeout", 4L).InBackground(), Action("act")]));

        Ended(run).ShouldBe((Verdict.Inconclusive, UndoState.NothingToUndo, 3, "completed", false));
        run.Reasons.Single().ShouldStartWith("action-failed: The action 'back' failed: activity took too long to complete");
    }

    [Fact]
    public void Rollbacks_in_the_background_run_beside_each_other_and_are_all_waited_for()
    {
        var run = SimulatedRun.Of(
            Experiment(null, [], [Action("a", more: TenSeconds).InBackground(), Action("b", more: TenSeconds).InBackground(), Action("c")])
        );

        Ended(run).ShouldBe((Verdict.Explored, UndoState.Complete, 0, "completed", false));
        run.Called.ShouldBe(["a", "b", "c"]);
        run.Seconds.ShouldBe(10);
    }

    [Theory]
    [InlineData("fail", "The rollback 'back' failed: fail")]
    [InlineData("unproven", "The rollback 'back' is not proven: unproven")]
    [InlineData("crash", "The activity 'back' could not be carried out: crash")]
    [InlineData("throw", "The activity 'back' could not be carried out: InvalidOperationException: throw")]
    public void A_rollback_in_the_background_that_goes_wrong_leaves_the_undo_incomplete_and_the_others_played(string does, string message)
    {
        var run = SimulatedRun.Of(
            Experiment(null, [], [Action("back", does, OneSecond).InBackground(), Action("b", more: TenSeconds), Action("c")])
        );

        Ended(run).ShouldBe((Verdict.Explored, UndoState.Incomplete, 5, "completed", false));
        run.Called.ShouldBe(["back", "b", "c"]);
        run.Reasons.ShouldBe(["rollback-failed: " + message]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"before\": 100}")]
    public void A_rollback_in_the_background_that_is_cut_off_leaves_the_undo_incomplete(string pauses)
    {
        var run = Stopped(Experiment(null, [], [Action("back", more: TenSeconds).Paused(pauses).InBackground(), Action("b")]), 3, 4);

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.Incomplete, 5, "interrupted", false));
        run.Reasons.ShouldBe([
            "rollback-failed: The rollback 'back' was cut off before it was done.",
            "interrupted: The run was interrupted by Ctrl-C.",
            "interrupted: The run was interrupted by Ctrl-C.",
        ]);
        run.Seconds.ShouldBe(4);
    }

    [Fact]
    public void A_reference_among_rollbacks_in_the_background_is_not_taken_for_another()
    {
        var run = SimulatedRun.Of(
            Experiment(null, [Action("act", more: TenSeconds)], [Reference("act").InBackground(), Action("undo"), Action("rest")])
        );

        Ended(run).ShouldBe((Verdict.Explored, UndoState.Complete, 0, "completed", false));
        run.Reasons.ShouldBeEmpty();
    }

    [Fact]
    public void A_crash_beside_a_reference_in_the_background_hides_nothing_of_it()
    {
        var run = Stopped(
            Experiment(null, [Action("act").Paused("{\"before\": 2}")], [Reference("act").InBackground(), Action("undo", "crash")]),
            3,
            3.5
        );

        run.Reasons.Where(reason => reason.StartsWith("rollback-failed", StringComparison.Ordinal))
            .ShouldBe([
                "rollback-failed: The activity 'undo' could not be carried out: crash",
                "rollback-failed: A rollback was cut off before it was done.",
            ]);
    }

    private static SimulatedRun Stopped(DataObject document, params double[] at) =>
        SimulatedRun.Of(document, new Circumstances { Stops = [.. at.Select(second => (second, StopCause.Interrupt))] });
}
