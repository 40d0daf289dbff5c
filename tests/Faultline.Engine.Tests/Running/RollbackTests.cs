using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using static Faultline.Engine.Tests.Running.RunVerdictTests;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Running;

/// <summary>Which ends of a run each strategy rolls back (reference specification §10), and what a rollback that goes wrong means.</summary>
public sealed class RollbackTests
{
    private static readonly DataObject[] Undo = [Action("undo")];

    public static TheoryData<string, RollbackStrategy, bool> Table { get; } = Rows();

    [Theory]
    [MemberData(nameof(Table))]
    public void Rollbacks_are_played_as_the_strategy_says(string end, RollbackStrategy strategy, bool played) =>
        SimulatedRun.Of(Document(end), Outside(end) with { Rollbacks = strategy }).Called.Contains("undo").ShouldBe(played);

    [Theory]
    [MemberData(nameof(Table))]
    public void Rollbacks_of_a_method_that_was_played_are_complete_or_skipped(string end, RollbackStrategy strategy, bool played)
    {
        var run = SimulatedRun.Of(Document(end), Outside(end) with { Rollbacks = strategy });

        var expected =
            played ? UndoState.Complete
            : end.StartsWith("gate", StringComparison.Ordinal) ? UndoState.NothingToUndo
            : UndoState.Skipped;
        run.Result.Undo.ShouldBe(expected);
    }

    [Fact]
    public void Rollbacks_that_are_not_played_are_a_reason_with_the_way_to_play_them()
    {
        SimulatedRun
            .Of(Document("held"), new Circumstances { Rollbacks = RollbackStrategy.Never })
            .Reasons.ShouldBe(["rollbacks-skipped: The rollbacks were not played: the strategy is 'never'."]);
        SimulatedRun
            .Of(Document("held"), new Circumstances { Rollbacks = RollbackStrategy.Deviated })
            .Reasons.ShouldBe([
                "rollbacks-skipped: The rollbacks were not played: the strategy is 'deviated', and the hypothesis did not deviate.",
            ]);
        SimulatedRun
            .Of(Document("stopped"), Outside("stopped"))
            .Reasons.Last()
            .ShouldBe(
                "rollbacks-skipped: The rollbacks were not played: the strategy is 'default', and the run was interrupted; "
                    + "--rollback-strategy always plays them in any case."
            );
    }

    [Fact]
    public void Nothing_is_said_of_rollbacks_where_nothing_was_done() =>
        SimulatedRun.Of(Document("gate missed")).Reasons.Single().ShouldStartWith("gate: ");

    [Theory]
    [InlineData("fail", "The rollback 'first' failed: fail")]
    [InlineData("unproven", "The rollback 'first' is not proven: unproven")]
    [InlineData("crash", "The activity 'first' could not be carried out: crash")]
    [InlineData("throw", "The activity 'first' could not be carried out: InvalidOperationException: throw")]
    public void A_rollback_that_goes_wrong_leaves_the_undo_incomplete_and_the_others_played(string does, string message)
    {
        var run = SimulatedRun.Of(Experiment([Healthy()], [Action("act")], [Action("first", does), Action("second")]));

        Ended(run).ShouldBe((Verdict.Held, UndoState.Incomplete, 5, "completed", false));
        run.Called.ShouldBe(["healthy", "act", "healthy", "first", "second"]);
        run.Reasons.ShouldBe(["rollback-failed: " + message]);
    }

    [Fact]
    public void A_rollback_that_refers_to_nothing_leaves_the_undo_incomplete()
    {
        var run = SimulatedRun.Of(Experiment(null, [Action("act")], [Reference("nobody"), Action("second")]));

        Ended(run).ShouldBe((Verdict.Explored, UndoState.Incomplete, 5, "completed", false));
        run.Called.ShouldBe(["act", "second"]);
        run.Reasons.ShouldBe([
            "rollback-failed: A step could not be carried out: the referenced activity 'nobody' could not be found in the experiment",
        ]);
    }

    [Fact]
    public void A_rollback_with_an_impossible_pause_leaves_the_undo_incomplete()
    {
        var run = SimulatedRun.Of(Experiment(null, [], [Action("undo").Paused("{\"before\": -1}")]));

        Ended(run).ShouldBe((Verdict.Explored, UndoState.Incomplete, 5, "completed", false));
        run.Reasons.ShouldBe([
            "rollback-failed: The activity 'undo' could not be carried out: a pause is a number of seconds from 0 on, and this is -1",
        ]);
    }

    [Fact]
    public void A_deviation_with_an_incomplete_undo_exits_with_the_undo() =>
        Ended(SimulatedRun.Of(Experiment([Broken()], [], [Action("undo", "fail")])))
            .ShouldBe((Verdict.Deviated, UndoState.Incomplete, 5, "completed", true));

    [Fact]
    public void The_document_s_own_strategies_count_where_nobody_asks_for_others()
    {
        var document = Document("held")
            .With("runtime", Json("{\"rollbacks\": {\"strategy\": \"never\"}, \"hypothesis\": {\"strategy\": \"skip\"}}"));

        SimulatedRun.Of(document).Called.ShouldBe(["act"]);
        SimulatedRun.Of(document, new Circumstances { Rollbacks = RollbackStrategy.Always }).Called.ShouldBe(["act", "undo"]);
    }

    [Fact]
    public void Rollbacks_are_announced_one_by_one()
    {
        var run = SimulatedRun.Of(Experiment(null, [], [Action("a"), Action("b")]));

        run.Events.OfType<RollbacksStarted>().Single().Steps.ShouldBe(2);
        run.Events.OfType<RollbackReached>().Select(reached => reached.Name).ShouldBe(["a", "b"]);
    }

    // How a run ends, and whether the strategies default, always, never and deviated then play its rollbacks.
    private static TheoryData<string, RollbackStrategy, bool> Rows()
    {
        var rows = new TheoryData<string, RollbackStrategy, bool>();
        foreach (
            var (end, byDefault, deviated) in new[]
            {
                ("held", true, false),
                ("explored", true, false),
                ("gate missed", false, false),
                ("gate failed", false, false),
                ("gate crashed", false, false),
                ("action failed", true, false),
                ("action unproven", true, false),
                ("aborted", true, false),
                ("missed", true, true),
                ("probe failed", false, true),
                ("probe crashed", false, false),
                ("stopped", false, false),
                ("timed out", false, false),
            }
        )
        {
            rows.Add(end, RollbackStrategy.Default, byDefault);
            rows.Add(end, RollbackStrategy.Always, true);
            rows.Add(end, RollbackStrategy.Never, false);
            rows.Add(end, RollbackStrategy.Deviated, deviated);
        }

        return rows;
    }

    private static DataObject Document(string end) =>
        end switch
        {
            "held" => Experiment([Healthy()], [Action("act")], Undo),
            "explored" => Experiment(null, [Action("act")], Undo),
            "gate missed" => Experiment([Probe("healthy", more: "{\"output\": 503}").With("tolerance", 200)], [], Undo),
            "gate failed" => Experiment([Healthy(does: "fail")], [], Undo),
            "gate crashed" => Experiment([Healthy(does: "crash")], [], Undo),
            "action failed" => Experiment([Healthy()], [Action("act", "fail")], Undo),
            "action unproven" => Experiment([Healthy()], [Action("act", "unproven")], Undo),
            "aborted" => Experiment([Healthy()], [Action("act", "crash")], Undo),
            "missed" => Experiment([Broken()], [], Undo),
            "probe failed" => Experiment([Healthy(does: "succeed fail")], [], Undo),
            "probe crashed" => Experiment([Healthy(does: "succeed crash")], [], Undo),
            _ => Experiment([Healthy()], [Action("act", "hang")], Undo),
        };

    private static Circumstances Outside(string end) =>
        end switch
        {
            "stopped" => new Circumstances { Stops = [(5, StopCause.Interrupt)] },
            "timed out" => new Circumstances { Timeout = TimeSpan.FromSeconds(5) },
            _ => new Circumstances(),
        };
}
