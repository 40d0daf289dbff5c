using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.Engine.Running;
using static Faultline.Engine.Tests.Running.RunVerdictTests;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Running;

/// <summary>Activities that ask the run to exit, as Python code does by <c>sys.exit</c> (reference specification §§10, 14).</summary>
public sealed class ExitTests
{
    private const int ExitCode = 138;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    public void An_exit_in_the_method_interrupts_the_run(int code)
    {
        var run = SimulatedRun.Of(Experiment([Healthy()], [Exiting(code), Action("next")], [Action("undo")]));

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.Skipped, ExitCode, "interrupted", false));
        run.Called.ShouldBe(["healthy", "exit"]);
        run.Events.OfType<StopRequested>().Select(stop => (stop.Cause, stop.Again, stop.Code)).ShouldBe([(StopCause.Exit, false, code)]);
        run.Reasons.First().ShouldBe($"interrupted: The run was told to exit (code {code}).");
    }

    [Fact]
    public void The_record_of_an_activity_that_exits_has_no_status()
    {
        var record = (DataObject)((DataArray)SimulatedRun.Of(Experiment(null, [Exiting(1)])).Journal["run"]!).Items.Single();

        (record.Has("status"), record.Has("end")).ShouldBe((false, true));
    }

    [Theory]
    [InlineData(RollbackStrategy.Default, UndoState.Skipped)]
    [InlineData(RollbackStrategy.Always, UndoState.Complete)]
    [InlineData(RollbackStrategy.Never, UndoState.Skipped)]
    [InlineData(RollbackStrategy.Deviated, UndoState.Skipped)]
    public void Rollbacks_after_an_exit_are_those_after_an_interruption(RollbackStrategy strategy, UndoState undo) =>
        Exit(20, strategy).Result.Undo.ShouldBe(undo);

    [Theory]
    [InlineData(RollbackStrategy.Default)]
    [InlineData(RollbackStrategy.Always)]
    [InlineData(RollbackStrategy.Never)]
    [InlineData(RollbackStrategy.Deviated)]
    public void Code_30_forbids_the_rollbacks_whatever_the_strategy(RollbackStrategy strategy)
    {
        var run = Exit(30, strategy);

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.Skipped, ExitCode, "interrupted", false));
        run.Called.ShouldNotContain("undo");
        run.Events.OfType<RollbacksSkipped>().Single().BySignal.ShouldBeTrue();
        run.Reasons.Last().ShouldBe("rollbacks-skipped: The rollbacks were not played: the run was told to exit without them.");
    }

    [Fact]
    public void A_signal_with_code_30_forbids_them_too()
    {
        using var stop = new StopSource();
        stop.Request(StopCause.Exit, StopRequested.Ungraceful);

        (stop.First!.Code, stop.Stop.IsCancellationRequested, stop.Abandon.IsCancellationRequested).ShouldBe((30, true, false));
    }

    [Fact]
    public void An_exit_in_the_gate_keeps_the_method_from_being_played()
    {
        var run = SimulatedRun.Of(Experiment([Healthy(does: "exit")], [Action("act")], [Action("undo")]));

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.NothingToUndo, ExitCode, "interrupted", false));
        run.Called.ShouldBe(["healthy"]);
        ((DataObject)run.Journal["steady_states"]!)["before"].ShouldBe(DataNull.Instance);
    }

    [Fact]
    public void An_exit_of_the_probe_of_a_tolerance_interrupts_the_run()
    {
        var judge = Json(
            "{\"type\": \"probe\", \"name\": \"judge\", \"provider\": {\"type\": \"fake\", \"does\": \"exit\", \"arguments\": {}}}"
        );

        var run = SimulatedRun.Of(Experiment([Probe("healthy").With("tolerance", judge)], [Action("act")]));

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.NothingToUndo, ExitCode, "interrupted", false));
        run.Reasons.ShouldBe(["interrupted: The run was told to exit (code 1)."]);
    }

    [Fact]
    public void An_exit_in_the_hypothesis_after_the_method_says_nothing_about_it() =>
        Ended(SimulatedRun.Of(Experiment([Healthy(does: "succeed exit")], [Action("act")])))
            .ShouldBe((Verdict.Interrupted, UndoState.NothingToUndo, ExitCode, "interrupted", false));

    [Fact]
    public void An_exit_while_the_method_runs_ends_it()
    {
        var run = SimulatedRun.Of(
            Experiment([Healthy(does: "succeed exit")], [Action("act", "hang"), Action("next")]),
            new Circumstances { Hypothesis = HypothesisStrategy.DuringMethodOnly }
        );

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.NothingToUndo, ExitCode, "interrupted", false));
        (run.Seconds, run.Called.Last()).ShouldBe((1, "healthy"));
    }

    [Fact]
    public void An_exit_in_the_background_ends_everything_else()
    {
        var run = SimulatedRun.Of(
            Experiment(
                null,
                [Action("other", "hang").InBackground(), Exiting(1, "{\"takes\": 2}").InBackground(), Action("act", "hang"), Action("next")]
            )
        );

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.NothingToUndo, ExitCode, "interrupted", false));
        (run.Seconds, run.Called.Last()).ShouldBe((2, "act"));
    }

    [Fact]
    public void Two_exits_are_one_request()
    {
        var run = SimulatedRun.Of(
            Experiment(
                null,
                [
                    Action("a", "exit", "{\"takes\": 2}").InBackground(),
                    Action("b", "ignore-stop exit", "{\"takes\": 2}").InBackground(),
                    Exiting(20),
                ],
                [Action("undo", more: "{\"takes\": 1}")]
            ),
            new Circumstances { Rollbacks = RollbackStrategy.Always }
        );

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.Complete, ExitCode, "interrupted", false));
        run.Events.OfType<StopRequested>().ShouldHaveSingleItem();
    }

    [Fact]
    public void An_activity_that_answers_the_stop_by_an_exit_does_not_cut_the_rollbacks_off()
    {
        using var stop = new StopSource();
        stop.Request(StopCause.Interrupt);
        stop.RequestExit(StopRequested.Ungraceful);

        (stop.First!.Cause, stop.Abandon.IsCancellationRequested).ShouldBe((StopCause.Interrupt, false));
    }

    [Fact]
    public void A_rollback_that_exits_is_not_done_and_the_others_are_played()
    {
        var run = SimulatedRun.Of(Experiment([Healthy()], [], [Exiting(1), Action("rest")]));

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.Incomplete, 5, "interrupted", false));
        run.Called.ShouldBe(["healthy", "healthy", "exit", "rest"]);
    }

    private static SimulatedRun Exit(int code, RollbackStrategy strategy) =>
        SimulatedRun.Of(Experiment([Healthy()], [Exiting(code)], [Action("undo")]), new Circumstances { Rollbacks = strategy });

    private static DataObject Exiting(int code, string more = "{}") =>
        Action("exit", "exit", ((DataObject)Json(more)).With("code", code).ToString());
}
