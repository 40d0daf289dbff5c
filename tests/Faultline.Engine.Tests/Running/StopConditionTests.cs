using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using static Faultline.Engine.Tests.Running.RunVerdictTests;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Running;

/// <summary>Conditions that halt a run (<c>runtime.stop-when</c>), and the document's own limit of time.</summary>
public sealed class StopConditionTests
{
    private static readonly DataObject Long = Action("act", more: "{\"takes\": 60}");

    [Fact]
    public void A_condition_that_is_missed_halts_the_run_undoes_it_and_names_itself()
    {
        var run = SimulatedRun.Of(
            Watched(
                Experiment([Healthy()], [Long, Action("next")], [Action("undo")]),
                Probe("errors", more: "{\"outputs\": [0, 0, 9]}").With("tolerance", 0)
            )
        );

        Ended(run).ShouldBe((Verdict.Halted, UndoState.Complete, 4, "interrupted", false));
        run.Reasons.ShouldBe(["halted: The condition 'errors' is not met: expected 0, found 9"]);
        run.Result.Reasons[0].Activity.ShouldBe("errors");
        run.Called.ShouldBe(["errors", "healthy", "act", "errors", "errors", "undo"]);
        run.Seconds.ShouldBe(4);
    }

    [Fact]
    public void A_condition_that_is_missed_at_the_start_lets_nothing_begin()
    {
        var run = SimulatedRun.Of(
            Watched(Experiment([Healthy()], [Long], [Action("undo")]), Probe("errors", more: "{\"output\": 1}").With("tolerance", 0))
        );

        Ended(run).ShouldBe((Verdict.Halted, UndoState.NothingToUndo, 4, "interrupted", false));
        run.Called.ShouldBe(["errors"]);
    }

    [Theory]
    [InlineData("succeed fail", "is not met: fail")]
    [InlineData("succeed crash", "could not be looked at: crash")]
    public void A_condition_that_nobody_can_see_halts_the_run_too(string does, string found)
    {
        var probe = Probe("errors", does, "{\"output\": 0}").With("tolerance", 0);

        var run = SimulatedRun.Of(Watched(Experiment([Healthy()], [Long]), probe));

        run.Result.Verdict.ShouldBe(Verdict.Halted);
        run.Reasons.ShouldBe([$"halted: The condition 'errors' {found}"]);
    }

    [Fact]
    public void Conditions_that_hold_change_nothing_but_are_told()
    {
        var run = SimulatedRun.Of(Watched(Experiment([Healthy()], [Long]), Probe("errors", more: "{\"output\": 0}").With("tolerance", 0)));

        Ended(run).ShouldBe((Verdict.Held, UndoState.NothingToUndo, 0, "completed", false));
        var told = (DataObject)((DataArray)((DataObject)run.Journal["faultline"]!)["stop-when"]!).Items[0];
        (told.Text("probe"), told["checks"]!.ToString()).ShouldBe(("errors", "30"));
        run.Recorded("run").ShouldBe(["act"]);
    }

    [Fact]
    public void Rollbacks_that_are_never_played_are_not_played_then_either()
    {
        var document = Watched(
            Experiment(null, [Long], [Action("undo")]),
            Probe("errors", more: "{\"outputs\": [0, 9]}").With("tolerance", 0)
        );

        var run = SimulatedRun.Of(document, new Circumstances { Rollbacks = RollbackStrategy.Never });

        Ended(run).ShouldBe((Verdict.Halted, UndoState.Skipped, 4, "interrupted", false));
    }

    private static DataObject Watched(DataObject document, DataObject probe) =>
        document.With("runtime", DataObject.Of(("stop-when", DataObject.Of(("frequency", 2), ("probes", DataArray.Of([probe]))))));
}
