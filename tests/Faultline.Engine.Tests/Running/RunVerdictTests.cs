using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Running;

/// <summary>One test for each way a run can go (reference specification §9.3, with the deliberate differences).</summary>
public sealed class RunVerdictTests
{
    [Fact]
    public void A_hypothesis_that_holds_before_and_after_is_held()
    {
        var run = SimulatedRun.Of(Experiment([Healthy()], [Action("act")], [Action("undo")]));

        Ended(run).ShouldBe((Verdict.Held, UndoState.Complete, 0, "completed", false));
        run.Called.ShouldBe(["healthy", "act", "healthy", "undo"]);
        run.Reasons.ShouldBeEmpty();
    }

    [Fact]
    public void A_run_without_a_hypothesis_only_explores()
    {
        var run = SimulatedRun.Of(Experiment(null, [Action("act")]));

        Ended(run).ShouldBe((Verdict.Explored, UndoState.NothingToUndo, 0, "completed", false));
        run.Reasons.ShouldBeEmpty();
    }

    [Fact]
    public void A_hypothesis_without_probes_is_none() =>
        Ended(SimulatedRun.Of(Experiment([], [Action("act")])))
            .ShouldBe((Verdict.Explored, UndoState.NothingToUndo, 0, "completed", false));

    [Fact]
    public void A_gate_that_is_missed_fails_the_run_before_anything_is_done()
    {
        var sick = Probe("healthy", more: "{\"output\": 503}").With("tolerance", 200);

        var run = SimulatedRun.Of(Experiment([sick, Healthy("next")], [Action("act")], [Action("undo")]));

        Ended(run).ShouldBe((Verdict.Inconclusive, UndoState.NothingToUndo, 3, "failed", false));
        run.Called.ShouldBe(["healthy"]);
        run.Reasons.ShouldBe([
            "gate: The system was not healthy before the method, which was therefore not played. "
                + "The probe 'healthy' is not in its tolerance: expected 200, found 503.",
        ]);
    }

    [Fact]
    public void A_gate_whose_probe_fails_fails_the_run()
    {
        var run = SimulatedRun.Of(Experiment([Healthy(does: "fail")], [Action("act")]));

        Ended(run).ShouldBe((Verdict.Inconclusive, UndoState.NothingToUndo, 3, "failed", false));
        run.Reasons.ShouldBe([
            "gate: The system was not healthy before the method, which was therefore not played. The probe 'healthy' failed: fail",
        ]);
    }

    [Fact]
    public void A_gate_whose_probe_crashes_is_inconclusive()
    {
        var run = SimulatedRun.Of(Experiment([Healthy(does: "crash")], [Action("act")], [Action("undo")]));

        Ended(run).ShouldBe((Verdict.Inconclusive, UndoState.NothingToUndo, 3, "failed", false));
        run.Called.ShouldBe(["healthy"]);
        run.Reasons.ShouldBe(["crashed: The activity 'healthy' could not be carried out: crash"]);
    }

    [Fact]
    public void A_hypothesis_that_is_missed_after_the_method_deviates()
    {
        var run = SimulatedRun.Of(Experiment([Broken()], [Action("act")], [Action("undo")]));

        Ended(run).ShouldBe((Verdict.Deviated, UndoState.Complete, 1, "completed", true));
        run.Reasons.ShouldBe([
            "deviation: The hypothesis did not hold. The probe 'healthy' is not in its tolerance: expected 200, found 503.",
        ]);
    }

    [Fact]
    public void A_probe_that_fails_after_the_method_deviates_and_fails()
    {
        var run = SimulatedRun.Of(Experiment([Healthy(does: "succeed fail")], [Action("act")], [Action("undo")]));

        // As in the reference: with the default strategy, a failed run is not rolled back.
        Ended(run).ShouldBe((Verdict.Deviated, UndoState.Skipped, 1, "failed", true));
        run.Reasons.ShouldBe([
            "deviation: The hypothesis did not hold. The probe 'healthy' failed: fail",
            "rollbacks-skipped: The rollbacks were not played: the strategy is 'default', and the run failed; "
                + "--rollback-strategy always plays them in any case.",
        ]);
    }

    [Fact]
    public void A_probe_that_crashes_after_the_method_is_inconclusive()
    {
        var run = SimulatedRun.Of(Experiment([Healthy(does: "succeed crash")], [Action("act")]));

        Ended(run).ShouldBe((Verdict.Inconclusive, UndoState.NothingToUndo, 3, "failed", false));
        run.Reasons.ShouldBe(["crashed: The activity 'healthy' could not be carried out: crash"]);
    }

    [Fact]
    public void A_failed_action_is_inconclusive_though_the_hypothesis_holds()
    {
        var run = SimulatedRun.Of(Experiment([Healthy()], [Action("act", "fail"), Action("next")]));

        Ended(run).ShouldBe((Verdict.Inconclusive, UndoState.NothingToUndo, 3, "completed", false));
        run.Called.ShouldBe(["healthy", "act", "next", "healthy"]);
        run.Reasons.ShouldBe(["action-failed: The action 'act' failed: fail"]);
    }

    [Fact]
    public void An_unproven_action_is_inconclusive_though_the_hypothesis_holds()
    {
        var run = SimulatedRun.Of(Experiment([Healthy()], [Action("act", "unproven", "{\"message\": \"it ended with 1\"}")]));

        Ended(run).ShouldBe((Verdict.Inconclusive, UndoState.NothingToUndo, 3, "completed", false));
        run.Reasons.ShouldBe(["unproven: The action 'act' is not proven: it ended with 1"]);
    }

    [Fact]
    public void A_probe_need_not_prove_anything() =>
        Ended(SimulatedRun.Of(Experiment([Healthy()], [Probe("look", "unproven")])))
            .ShouldBe((Verdict.Held, UndoState.NothingToUndo, 0, "completed", false));

    [Fact]
    public void A_failed_probe_of_the_method_is_only_a_reason()
    {
        var run = SimulatedRun.Of(Experiment([Healthy()], [Probe("look", "fail")]));

        Ended(run).ShouldBe((Verdict.Held, UndoState.NothingToUndo, 0, "completed", false));
        run.Reasons.ShouldBe(["probe-failed: The probe 'look' of the method failed: fail"]);
    }

    [Theory]
    [InlineData("crash", "crash")]
    [InlineData("throw", "InvalidOperationException: throw")]
    [InlineData("throw-cancelled", "OperationCanceledException: throw-cancelled")]
    public void An_activity_that_crashes_aborts_the_method(string does, string message)
    {
        var run = SimulatedRun.Of(Experiment([Healthy()], [Action("act", does), Action("next")], [Action("undo")]));

        Ended(run).ShouldBe((Verdict.Aborted, UndoState.Complete, 4, "aborted", false));
        run.Called.ShouldBe(["healthy", "act", "undo"]);
        run.Reasons.ShouldBe([$"crashed: The activity 'act' could not be carried out: {message}"]);
    }

    [Fact]
    public void A_reference_that_leads_nowhere_aborts_the_method()
    {
        var run = SimulatedRun.Of(Experiment([Healthy()], [Reference("nobody")], [Action("undo")]));

        Ended(run).ShouldBe((Verdict.Aborted, UndoState.Complete, 4, "aborted", false));
        run.Reasons.ShouldBe([
            "crashed: A step could not be carried out: the referenced activity 'nobody' could not be found in the experiment",
        ]);
    }

    [Fact]
    public void A_provider_that_nobody_knows_aborts_the_method()
    {
        var strange = Action("act").With("provider", Json("{\"type\": \"strange\"}"));

        var run = SimulatedRun.Of(Experiment([Healthy()], [strange]));

        Ended(run).ShouldBe((Verdict.Aborted, UndoState.NothingToUndo, 4, "aborted", false));
        run.Reasons.ShouldBe(["crashed: The activity 'act' could not be carried out: unknown provider type 'strange'"]);
    }

    [Fact]
    public void A_deviation_weighs_more_than_a_failed_action()
    {
        var run = SimulatedRun.Of(Experiment([Broken()], [Action("act", "fail")]));

        Ended(run).ShouldBe((Verdict.Deviated, UndoState.NothingToUndo, 1, "completed", true));
        run.Result.Reasons.Select(reason => reason.Kind).ShouldBe(["deviation", "action-failed"]);
    }

    [Theory]
    [InlineData(HypothesisStrategy.Default, "healthy act healthy", Verdict.Held)]
    [InlineData(HypothesisStrategy.BeforeMethodOnly, "healthy act", Verdict.Explored)]
    [InlineData(HypothesisStrategy.AfterMethodOnly, "act healthy", Verdict.Held)]
    [InlineData(HypothesisStrategy.Skip, "act", Verdict.Explored)]
    public void A_hypothesis_is_evaluated_when_its_strategy_says(HypothesisStrategy strategy, string called, Verdict verdict)
    {
        var run = SimulatedRun.Of(Experiment([Healthy()], [Action("act")]), new Circumstances { Hypothesis = strategy });

        run.Called.ShouldBe(called.Split(' '));
        run.Result.Verdict.ShouldBe(verdict);
    }

    [Theory]
    [InlineData(HypothesisStrategy.BeforeMethodOnly, "before-method-only")]
    [InlineData(HypothesisStrategy.Skip, "skip")]
    public void A_hypothesis_that_is_not_checked_at_the_end_is_noted(HypothesisStrategy strategy, string name) =>
        SimulatedRun
            .Of(Experiment([Healthy()], [Action("act")]), new Circumstances { Hypothesis = strategy })
            .Reasons.ShouldBe([$"note: The hypothesis was not checked after the method (strategy {name}), so nothing is said about it."]);

    [Fact]
    public void The_first_probe_that_misses_ends_the_evaluation() =>
        SimulatedRun.Of(Experiment([Broken("first"), Healthy("second")], [])).Called.ShouldBe(["first", "second", "first"]);

    [Fact]
    public void A_reference_is_called_as_what_it_refers_to()
    {
        var run = SimulatedRun.Of(Experiment([Healthy()], [Reference("healthy"), Action("act")], [Reference("act")]));

        run.Called.ShouldBe(["healthy", "healthy", "act", "healthy", "act"]);
        run.Events.OfType<RollbackReached>().Single().Name.ShouldBeNull();
    }

    [Fact]
    public void The_tolerance_of_a_reference_counts_instead_of_its_targets()
    {
        var strict = Reference("look").With("tolerance", 5);

        var run = SimulatedRun.Of(Experiment([strict], [Probe("look", more: "{\"output\": 4}").With("tolerance", 4)]));

        run.Reasons.Single().ShouldEndWith("The probe 'look' is not in its tolerance: expected 5, found 4.");
    }

    internal static (Verdict Verdict, UndoState Undo, int ExitCode, string Status, bool Deviated) Ended(SimulatedRun run) =>
        (run.Result.Verdict, run.Result.Undo, run.Result.ExitCode, run.Status, run.Deviated);
}
