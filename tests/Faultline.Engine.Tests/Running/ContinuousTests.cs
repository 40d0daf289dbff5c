using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.Engine.Running;
using static Faultline.Engine.Tests.Running.RunVerdictTests;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Running;

/// <summary>The hypothesis while the method runs (reference specification §9.2; misses are deviations here).</summary>
public sealed class ContinuousTests
{
    private static readonly ContinuousOptions FailFast = new(TimeSpan.FromSeconds(1), IsFailFast: true);

    [Fact]
    public void It_is_evaluated_at_once_and_after_each_pause_until_the_method_ends()
    {
        var run = Continuously([Healthy()], [Action("act", more: Takes(3.5))]);

        Ended(run).ShouldBe((Verdict.Held, UndoState.NothingToUndo, 0, "completed", false));
        run.During.ShouldBe([true, true, true, true]);
        Begun(run, Place.During).ShouldBe([0, 1, 2, 3]);
        Begun(run, Place.After).ShouldBe([3.5]);
    }

    [Fact]
    public void The_pause_begins_when_an_evaluation_has_ended()
    {
        var slow = Probe("slow", more: "{\"takes\": 2, \"output\": 200}").With("tolerance", 200);

        var run = During([slow], [Action("act", more: Takes(7))], new ContinuousOptions(TimeSpan.FromSeconds(0.5)));

        Begun(run, Place.During).ShouldBe([0, 2.5, 5]);
    }

    [Fact]
    public void An_evaluation_under_way_when_the_method_ends_is_finished()
    {
        var slow = Probe("slow", more: "{\"takes\": 10, \"outputs\": [503]}").With("tolerance", 200);

        var run = During([slow], [Action("act", more: Takes(1))]);

        Ended(run).ShouldBe((Verdict.Deviated, UndoState.NothingToUndo, 1, "completed", true));
        run.Seconds.ShouldBe(10);
    }

    [Fact]
    public void It_is_told_when_it_begins_and_ends()
    {
        var run = Continuously([Healthy()], [Action("act", more: Takes(1.5))]);

        run.Events.Select(happened => happened.GetType().Name)
            .Where(name => name is "ContinuousStarted" or "MethodStarted" or "MethodEnded" or "ContinuousEnded")
            .ShouldBe(["ContinuousStarted", "MethodStarted", "MethodEnded", "ContinuousEnded"]);
        run.Events.OfType<ContinuousStarted>().Single().Frequency.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void It_goes_on_while_steps_in_the_background_are_waited_for() =>
        Begun(Continuously([Healthy()], [Action("back", more: Takes(2.5)).InBackground()]), Place.During).ShouldBe([0, 1, 2]);

    [Fact]
    public void An_empty_method_is_still_looked_at_once()
    {
        var run = During([Healthy()], []);

        Ended(run).ShouldBe((Verdict.Held, UndoState.NothingToUndo, 0, "completed", false));
        run.During.ShouldBe([true]);
    }

    [Fact]
    public void A_frequency_of_nothing_still_lets_the_method_have_its_turn()
    {
        var run = During([Healthy()], [Action("act", more: Takes(0.01))], new ContinuousOptions(TimeSpan.Zero));

        run.Result.Verdict.ShouldBe(Verdict.Held);
        run.During.Count().ShouldBeInRange(2, 12);
    }

    [Fact]
    public void Only_during_the_method_means_neither_before_nor_after()
    {
        var run = During([Healthy()], [Action("act", more: Takes(1.5))]);

        Ended(run).ShouldBe((Verdict.Held, UndoState.NothingToUndo, 0, "completed", false));
        run.Called.ShouldBe(["healthy", "act", "healthy"]);
        run.Reasons.ShouldBeEmpty();
    }

    [Fact]
    public void A_gate_that_is_missed_keeps_it_from_being_watched()
    {
        var run = Continuously([Healthy(does: "fail")], [Action("act")]);

        Ended(run).ShouldBe((Verdict.Inconclusive, UndoState.NothingToUndo, 3, "failed", false));
        run.During.ShouldBeEmpty();
        run.Events.OfType<ContinuousStarted>().ShouldBeEmpty();
    }

    [Fact]
    public void Without_a_hypothesis_nothing_is_watched()
    {
        var run = SimulatedRun.Of(Experiment(null, [Action("act")]), new Circumstances { Hypothesis = HypothesisStrategy.Continuously });

        Ended(run).ShouldBe((Verdict.Explored, UndoState.NothingToUndo, 0, "completed", false));
        run.Events.OfType<ContinuousStarted>().ShouldBeEmpty();
    }

    [Fact]
    public void A_miss_is_a_deviation_also_where_the_system_recovers()
    {
        var run = Continuously(
            [Answering(200, 200, 503, 200)],
            [Action("act", more: Takes(2.5)), Action("next")],
            rollbacks: [Action("undo")]
        );

        Ended(run).ShouldBe((Verdict.Deviated, UndoState.Complete, 1, "completed", true));
        run.During.ShouldBe([true, false, true]);
        run.Called.ShouldContain("next");
        run.Reasons.ShouldBe([
            "deviation: The hypothesis did not hold while the method ran. The probe 'healthy' is not in its tolerance: expected 200, found 503.",
        ]);
    }

    [Fact]
    public void Many_misses_are_one_reason() => During([Answering(503)], [Action("act", more: Takes(5))]).Result.Reasons.Length.ShouldBe(1);

    [Fact]
    public void A_miss_is_a_deviation_also_where_nothing_follows()
    {
        var run = During([Answering(503, 200)], [Action("act", more: Takes(1.5))]);

        Ended(run).ShouldBe((Verdict.Deviated, UndoState.NothingToUndo, 1, "completed", true));
    }

    [Fact]
    public void A_probe_that_fails_is_a_miss()
    {
        var run = During([Healthy(does: "succeed fail succeed")], [Action("act", more: Takes(2.5))]);

        Ended(run).ShouldBe((Verdict.Deviated, UndoState.NothingToUndo, 1, "completed", true));
        run.During.ShouldBe([true, false, true]);
        run.Reasons.ShouldBe(["deviation: The hypothesis did not hold while the method ran. The probe 'healthy' failed: fail"]);
    }

    [Fact]
    public void Fail_fast_ends_the_running_activity_at_once()
    {
        var run = During([Answering(200, 503)], [Action("back", "hang").InBackground(), Action("act", "hang"), Action("next")], FailFast);

        Ended(run).ShouldBe((Verdict.Deviated, UndoState.NothingToUndo, 1, "failed", true));
        run.Called.ShouldBe(["healthy", "back", "act", "healthy"]);
        run.Events.OfType<ActivityEnded>().Count(ended => ended.Result == CallResult.Stopped).ShouldBe(2);
        run.Events.OfType<FailedFast>().Single().Percent.ShouldBe(50);
        run.Seconds.ShouldBe(1);
    }

    [Theory]
    [InlineData("{\"before\": 100}")]
    [InlineData("{\"after\": 100}")]
    public void Fail_fast_ends_a_pause_at_once(string pauses) =>
        During([Answering(200, 503)], [Action("act").Paused(pauses), Action("next")], FailFast).Seconds.ShouldBe(1);

    [Fact]
    public void Fail_fast_on_the_first_look_keeps_the_method_from_doing_anything()
    {
        var run = During([Answering(503)], [Action("act"), Action("next")], FailFast);

        Ended(run).ShouldBe((Verdict.Deviated, UndoState.NothingToUndo, 1, "failed", true));
        run.Called.ShouldBe(["healthy"]);
        run.Recorded("run").ShouldBeEmpty();
    }

    [Fact]
    public void After_failing_fast_the_hypothesis_is_evaluated_once_more()
    {
        var run = Continuously([Answering(200, 503, 200)], [Action("act", "hang")], FailFast, [Action("undo")]);

        Ended(run).ShouldBe((Verdict.Deviated, UndoState.Skipped, 1, "failed", true));
        Begun(run, Place.After).ShouldBe([0]);
    }

    [Fact]
    public void A_miss_after_failing_fast_is_a_deviation_like_any_other_and_rolled_back()
    {
        var run = Continuously([Answering(200, 503)], [Action("act", "hang")], FailFast, [Action("undo")]);

        Ended(run).ShouldBe((Verdict.Deviated, UndoState.Complete, 1, "completed", true));
    }

    [Fact]
    public void Failing_fast_is_a_failure_that_is_not_rolled_back_by_default() =>
        During([Answering(503)], [Action("act")], FailFast, [Action("undo")]).Result.Undo.ShouldBe(UndoState.Skipped);

    // Looks at 0, 1, 2, ...; the share of misses after each is 0, 50, 66.7, 75, 80.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(50, 1)]
    [InlineData(51, 2)]
    [InlineData(75, 3)]
    [InlineData(80, 4)]
    [InlineData(81, 4.5)]
    public void Fail_fast_counts_from_the_share_of_misses_on(double ratio, double seconds) =>
        During([Answering(200, 503)], [Action("act", more: Takes(4.5))], FailFast with { FailFastRatio = ratio }).Seconds.ShouldBe(seconds);

    [Fact]
    public void A_crash_while_the_method_runs_aborts_the_run_and_ends_the_method()
    {
        var run = Continuously(
            [Healthy(does: "succeed succeed crash")],
            [Action("act", "hang"), Action("next")],
            rollbacks: [Action("undo")]
        );

        Ended(run).ShouldBe((Verdict.Aborted, UndoState.Complete, 4, "aborted", false));
        run.Called.ShouldBe(["healthy", "healthy", "act", "healthy", "undo"]);
        run.Reasons.ShouldBe(["crashed: The activity 'healthy' could not be carried out: crash"]);
        run.Seconds.ShouldBe(1);
    }

    [Fact]
    public void A_tolerance_that_can_t_be_applied_while_the_method_runs_aborts_the_run()
    {
        var odd = Probe("odd", more: "{\"output\": 5}").With("tolerance", Json("{\"type\": \"regex\", \"pattern\": \"a\"}"));

        var run = During([odd], [Action("act", "hang")]);

        Ended(run).ShouldBe((Verdict.Aborted, UndoState.NothingToUndo, 4, "aborted", false));
        run.During.ShouldBeEmpty();
    }

    [Fact]
    public void A_method_that_crashes_ends_the_watch_and_is_not_looked_at_afterwards()
    {
        var run = Continuously([Healthy()], [Action("act", "crash", Takes(1.5)), Action("next")]);

        Ended(run).ShouldBe((Verdict.Aborted, UndoState.NothingToUndo, 4, "aborted", false));
        Begun(run, Place.During).ShouldBe([0, 1]);
        Begun(run, Place.After).ShouldBeEmpty();
    }

    [Fact]
    public void Failing_fast_while_a_crashed_method_waits_for_the_background_leaves_the_run_aborted()
    {
        var run = Continuously([Answering(200, 200, 503)], [Action("back", "hang").InBackground(), Action("act", "crash")], FailFast);

        Ended(run).ShouldBe((Verdict.Aborted, UndoState.NothingToUndo, 4, "aborted", true));
        Begun(run, Place.After).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(HypothesisStrategy.Continuously)]
    [InlineData(HypothesisStrategy.DuringMethodOnly)]
    public void A_stop_ends_both(HypothesisStrategy strategy)
    {
        var run = SimulatedRun.Of(
            Experiment([Healthy()], [Action("act", "hang")], [Action("undo")]),
            new Circumstances { Hypothesis = strategy, Stops = [(2.5, StopCause.Terminate)] }
        );

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.Skipped, 143, "interrupted", false));
        Begun(run, Place.During).ShouldBe([0, 1, 2]);
        Begun(run, Place.After).ShouldBeEmpty();
        run.Seconds.ShouldBe(2.5);
    }

    [Fact]
    public void A_stop_in_an_evaluation_says_nothing_about_the_hypothesis()
    {
        var slow = Probe("slow", "hang").With("tolerance", 200);

        var run = SimulatedRun.Of(
            Experiment([slow], [Action("act", "hang")]),
            new Circumstances { Hypothesis = HypothesisStrategy.DuringMethodOnly, Stops = [(2.5, StopCause.Interrupt)] }
        );

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.NothingToUndo, 130, "interrupted", false));
        run.During.ShouldBeEmpty();
        run.Events.OfType<HypothesisEnded>().Single().Met.ShouldBeNull();
    }

    [Fact]
    public void A_probe_that_ignores_the_stop_and_misses_does_not_make_the_status_another()
    {
        var slow = Probe("slow", "ignore-stop", "{\"takes\": 5, \"output\": 503}").With("tolerance", 200);

        var run = SimulatedRun.Of(
            Experiment([slow], [Action("act", "hang")]),
            new Circumstances
            {
                Hypothesis = HypothesisStrategy.DuringMethodOnly,
                Continuous = FailFast,
                Stops = [(2.5, StopCause.Interrupt)],
            }
        );

        (run.Result.Verdict, run.Status).ShouldBe((Verdict.Interrupted, "interrupted"));
    }

    private static SimulatedRun Continuously(
        DataObject[] probes,
        DataObject[] method,
        ContinuousOptions? options = null,
        DataObject[]? rollbacks = null
    ) => Watched(HypothesisStrategy.Continuously, probes, method, options, rollbacks);

    private static SimulatedRun During(
        DataObject[] probes,
        DataObject[] method,
        ContinuousOptions? options = null,
        DataObject[]? rollbacks = null
    ) => Watched(HypothesisStrategy.DuringMethodOnly, probes, method, options, rollbacks);

    private static SimulatedRun Watched(
        HypothesisStrategy strategy,
        DataObject[] probes,
        DataObject[] method,
        ContinuousOptions? options,
        DataObject[]? rollbacks
    ) =>
        SimulatedRun.Of(
            Experiment(probes, method, rollbacks),
            new Circumstances { Hypothesis = strategy, Continuous = options ?? ContinuousOptions.Default }
        );

    private static IEnumerable<double> Begun(SimulatedRun run, Place place) =>
        run
            .Events.OfType<HypothesisStarted>()
            .Where(started => started.Place == place)
            .Select(started => (started.At - run.Events[0].At).TotalSeconds);

    private static DataObject Answering(params int[] outputs) =>
        Probe("healthy", more: $"{{\"outputs\": [{string.Join(", ", outputs)}]}}").With("tolerance", 200);

    private static string Takes(double seconds) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{{\"takes\": {seconds}}}");
}
