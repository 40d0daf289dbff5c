using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.Engine.Running;
using static Faultline.Engine.Tests.Running.RunVerdictTests;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Running;

/// <summary>How long rollbacks may take once the run was asked to stop.</summary>
public sealed class RollbackBudgetTests
{
    private const string TenSeconds = "{\"takes\": 10}";

    [Fact]
    public void Without_a_request_rollbacks_take_what_they_need()
    {
        var run = SimulatedRun.Of(
            Experiment([Healthy()], [], [Action("undo", more: "{\"takes\": 5000}")]),
            new Circumstances { RollbackBudget = TimeSpan.FromSeconds(1) }
        );

        Ended(run).ShouldBe((Verdict.Held, UndoState.Complete, 0, "completed", false));
        run.Seconds.ShouldBe(5000);
    }

    [Fact]
    public void Rollbacks_within_the_budget_are_complete()
    {
        var run = Interrupted([Action("act", "hang")], [Action("undo", more: TenSeconds)], budget: 11, at: 3);

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.Complete, 130, "interrupted", false));
        run.Seconds.ShouldBe(13);
    }

    [Fact]
    public void Rollbacks_that_take_longer_are_cut_off()
    {
        var run = Interrupted([Action("act", "hang")], [Action("undo", more: TenSeconds), Action("rest")], budget: 4, at: 3);

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.Incomplete, 5, "interrupted", false));
        run.Seconds.ShouldBe(7);
        run.Reasons.ShouldBe([
            "rollback-failed: The rollback 'undo' was cut off before it was done.",
            "rollback-failed: The rollback 'rest' was cut off before it was done.",
            "interrupted: The run was interrupted by Ctrl-C.",
        ]);
    }

    [Fact]
    public void A_request_during_the_rollbacks_begins_the_budget()
    {
        var run = Interrupted([], [Action("undo", more: TenSeconds), Action("rest", more: TenSeconds)], budget: 4, at: 8);

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.Incomplete, 5, "interrupted", false));
        run.Events.OfType<ActivityEnded>().Select(ended => ended.Result).ShouldBe([CallResult.Succeeded, CallResult.Stopped]);
        run.Seconds.ShouldBe(12);
    }

    [Fact]
    public void The_budget_counts_from_the_request_and_not_from_the_first_rollback()
    {
        // Whoever asked has waited for the stubborn activity too.
        var run = Interrupted([Action("act", "ignore-stop", TenSeconds)], [Action("undo", more: TenSeconds)], budget: 9, at: 3);

        run.Seconds.ShouldBe(12);
    }

    [Fact]
    public void A_second_request_cuts_off_what_the_budget_still_allows() =>
        SimulatedRun
            .Of(
                Experiment(null, [], [Action("undo", more: TenSeconds)]),
                new Circumstances
                {
                    RollbackBudget = TimeSpan.FromSeconds(100),
                    Stops = [(3, StopCause.Terminate), (4, StopCause.Terminate)],
                }
            )
            .Seconds.ShouldBe(4);

    [Fact]
    public void A_run_that_took_too_long_was_asked_by_nobody()
    {
        var run = SimulatedRun.Of(
            Experiment(null, [Action("act", "hang")], [Action("undo", more: TenSeconds)]),
            new Circumstances
            {
                RollbackBudget = TimeSpan.FromSeconds(1),
                Timeout = TimeSpan.FromSeconds(4),
                Rollbacks = RollbackStrategy.Always,
            }
        );

        Ended(run).ShouldBe((Verdict.TimedOut, UndoState.Complete, 124, "interrupted", false));
        run.Seconds.ShouldBe(14);
    }

    [Fact]
    public void An_exit_of_an_activity_begins_it_too()
    {
        var run = SimulatedRun.Of(
            Experiment(null, [Action("act", "exit")], [Action("undo", more: TenSeconds)]),
            new Circumstances { RollbackBudget = TimeSpan.FromSeconds(4), Rollbacks = RollbackStrategy.Always }
        );

        (run.Result.Undo, run.Seconds).ShouldBe((UndoState.Incomplete, 4));
    }

    [Fact]
    public void A_budget_of_nothing_cuts_everything_off()
    {
        var run = Interrupted([Action("act", "hang")], [Action("undo", more: TenSeconds)], budget: 0, at: 3);

        (run.Result.Undo, run.Result.ExitCode, run.Seconds).ShouldBe((UndoState.Incomplete, 5, 3));
    }

    [Fact]
    public void By_default_rollbacks_are_done_before_a_container_s_runtime_kills()
    {
        var run = Interrupted([Action("act", "hang")], [Action("undo", more: TenSeconds)], budget: null, at: 3);

        run.Seconds.ShouldBe(11);
    }

    [Fact]
    public void A_budget_longer_than_a_timer_can_wait_is_none()
    {
        using var stop = new StopSource();
        using var budget = new RollbackBudget(TimeSpan.FromSeconds(1e8), stop, TimeProvider.System);

        Should.NotThrow(() => stop.Request(StopCause.Terminate));

        budget.Over.IsCancellationRequested.ShouldBeFalse();
    }

    private static SimulatedRun Interrupted(DataObject[] method, DataObject[] rollbacks, double? budget, double at) =>
        SimulatedRun.Of(
            Experiment(null, method, rollbacks),
            new Circumstances
            {
                RollbackBudget = budget is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                Stops = [(at, StopCause.Interrupt)],
                Rollbacks = RollbackStrategy.Always,
            }
        );
}
