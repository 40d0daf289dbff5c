using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using static Faultline.Engine.Tests.Running.RunVerdictTests;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Running;

/// <summary>Dry runs (reference specification §11; a run that leaves activities out never holds).</summary>
public sealed class DryRunTests
{
    private static readonly DataObject[] Method = [Probe("look"), Action("act"), Reference("healthy")];
    private static readonly DataObject[] Undo = [Action("undo"), Probe("check")];

    [Theory]
    [InlineData(DryMode.None, "healthy look act healthy healthy undo check")]
    [InlineData(DryMode.Probes, "act undo")]
    [InlineData(DryMode.Actions, "healthy look healthy healthy check")]
    [InlineData(DryMode.Activities, "")]
    [InlineData(DryMode.Pause, "healthy look act healthy healthy undo check")]
    public void What_is_left_out_is_not_called(DryMode dry, string called) =>
        string.Join(' ', Dry(Experiment([Healthy()], Method, Undo), dry).Called).ShouldBe(called);

    [Theory]
    [InlineData(DryMode.Probes)]
    [InlineData(DryMode.Actions)]
    [InlineData(DryMode.Activities)]
    [InlineData(DryMode.Pause)]
    public void Everything_is_recorded_as_succeeded(DryMode dry)
    {
        var run = Dry(Experiment([Healthy()], Method, Undo), dry);

        run.Recorded("run").ShouldBe(["look", "act", "healthy"]);
        run.Recorded("rollbacks").ShouldBe(["undo", "check"]);
        run.Events.OfType<ActivityEnded>().ShouldAllBe(ended => ended.Result == CallResult.Succeeded);
    }

    [Fact]
    public void What_is_left_out_has_no_output()
    {
        var run = Dry(Experiment(null, [Probe("look", more: "{\"output\": 5}"), Action("act", more: "{\"output\": 6}")]), DryMode.Probes);

        run.Events.OfType<ActivityEnded>().Select(ended => ended.Output.ToString()).ShouldBe(["null", "6"]);
    }

    [Theory]
    [InlineData(DryMode.Probes, "fail")]
    [InlineData(DryMode.Activities, "fail")]
    [InlineData(DryMode.Activities, "throw")]
    public void A_hypothesis_whose_probes_are_left_out_is_met(DryMode dry, string does)
    {
        var odd = Probe("odd", does).With("tolerance", Json("{\"type\": \"range\", \"range\": [1, 2]}"));

        var run = Dry(Experiment([odd], [Action("act")]), dry);

        Ended(run).ShouldBe((Verdict.Explored, UndoState.NothingToUndo, 0, "completed", false));
        run.Events.OfType<ToleranceJudged>().ShouldAllBe(judged => judged.Met == true && judged.Explanation == null);
        run.Events.OfType<HypothesisEnded>().Select(ended => ended.Met).ShouldBe([true, true]);
    }

    [Fact]
    public void The_probe_of_a_tolerance_is_called_where_only_actions_are_left_out()
    {
        var judge = Json(
            "{\"type\": \"probe\", \"name\": \"judge\", \"provider\": {\"type\": \"fake\", \"does\": \"echo\", \"arguments\": {}}}"
        );
        var document = Experiment([Probe("healthy", more: "{\"output\": 1}").With("tolerance", judge)], []);

        Dry(document, DryMode.Actions).Called.ShouldBe(["healthy", "judge", "healthy", "judge"]);
        Dry(document, DryMode.Probes).Called.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(DryMode.Probes, 3)]
    [InlineData(DryMode.Actions, 5)]
    [InlineData(DryMode.Activities, 0)]
    [InlineData(DryMode.Pause, 0)]
    [InlineData(DryMode.None, 8)]
    public void Pauses_are_told_and_kept_only_around_what_is_called(DryMode dry, double seconds)
    {
        var run = Dry(
            Experiment(null, [Action("act").Paused("{\"before\": 1, \"after\": 2}"), Probe("look").Paused("{\"before\": 5}")]),
            dry
        );

        run.Events.OfType<PauseStarted>().Select(pause => pause.Activity).ShouldBe(["act", "act", "look"]);
        run.Seconds.ShouldBe(seconds);
    }

    [Theory]
    [InlineData(DryMode.Probes, "probes")]
    [InlineData(DryMode.Actions, "actions")]
    [InlineData(DryMode.Activities, "activities")]
    public void A_run_that_leaves_activities_out_only_explores(DryMode dry, string name)
    {
        var run = Dry(Experiment([Healthy()], [Action("act")], [Action("undo")]), dry);

        Ended(run).ShouldBe((Verdict.Explored, UndoState.Complete, 0, "completed", false));
        run.Reasons.ShouldBe([$"note: This was a dry run ({name} left out): nothing is said about the system."]);
    }

    [Theory]
    [InlineData(HypothesisStrategy.Skip)]
    [InlineData(HypothesisStrategy.BeforeMethodOnly)]
    [InlineData(HypothesisStrategy.DuringMethodOnly)]
    [InlineData(HypothesisStrategy.Continuously)]
    public void The_note_is_one_whatever_the_strategy(HypothesisStrategy strategy)
    {
        var run = SimulatedRun.Of(
            Experiment([Healthy()], [Action("act")]),
            new Circumstances { Dry = DryMode.Activities, Hypothesis = strategy }
        );

        Ended(run).ShouldBe((Verdict.Explored, UndoState.NothingToUndo, 0, "completed", false));
        run.Reasons.ShouldBe(["note: This was a dry run (activities left out): nothing is said about the system."]);
    }

    [Fact]
    public void A_dry_run_without_a_hypothesis_is_noted_too() =>
        Dry(Experiment(null, [Action("act")]), DryMode.Actions)
            .Reasons.ShouldBe(["note: This was a dry run (actions left out): nothing is said about the system."]);

    [Fact]
    public void A_run_that_leaves_out_only_pauses_is_a_run_like_any_other()
    {
        Ended(Dry(Experiment([Healthy()], [Action("act").Paused("{\"before\": 100}")]), DryMode.Pause))
            .ShouldBe((Verdict.Held, UndoState.NothingToUndo, 0, "completed", false));
        Ended(Dry(Experiment([Broken()], [Action("act")]), DryMode.Pause))
            .ShouldBe((Verdict.Deviated, UndoState.NothingToUndo, 1, "completed", true));
    }

    [Fact]
    public void What_is_called_in_a_dry_run_counts()
    {
        Ended(Dry(Experiment([Broken()], [Action("act")]), DryMode.Actions))
            .ShouldBe((Verdict.Deviated, UndoState.NothingToUndo, 1, "completed", true));
        Ended(Dry(Experiment([Healthy()], [Action("act", "fail")]), DryMode.Probes))
            .ShouldBe((Verdict.Inconclusive, UndoState.NothingToUndo, 3, "completed", false));
        Ended(Dry(Experiment([Healthy()], [], [Action("undo", "fail")]), DryMode.Probes))
            .ShouldBe((Verdict.Explored, UndoState.Incomplete, 5, "completed", false));
    }

    [Theory]
    [InlineData(DryMode.None, "null")]
    [InlineData(DryMode.Probes, "\"probes\"")]
    [InlineData(DryMode.Actions, "\"actions\"")]
    [InlineData(DryMode.Activities, "\"activities\"")]
    [InlineData(DryMode.Pause, "\"pause\"")]
    public void The_journal_says_what_was_left_out(DryMode dry, string written) =>
        ((DataObject)Dry(Experiment(null, [Action("act")]), dry).Journal["experiment"]!)["dry"]!.ToString().ShouldBe(written);

    [Fact]
    public void A_document_does_not_say_it_of_itself() =>
        ((DataObject)Dry(Experiment(null, []).With("dry", "activities"), DryMode.None).Journal["experiment"]!)["dry"]
            .ShouldBe(DataNull.Instance);

    [Fact]
    public void Steps_in_the_background_are_left_out_too()
    {
        var run = Dry(Experiment(null, [Action("back", "hang").Paused("{\"before\": 9}").InBackground(), Action("act")]), DryMode.Actions);

        Ended(run).ShouldBe((Verdict.Explored, UndoState.NothingToUndo, 0, "completed", false));
        (run.Seconds, run.Called.Count()).ShouldBe((0, 0));
    }

    [Fact]
    public void A_reference_that_leads_nowhere_is_found_out() =>
        Dry(Experiment(null, [Reference("nobody")]), DryMode.Activities).Result.Verdict.ShouldBe(Verdict.Aborted);

    private static SimulatedRun Dry(DataObject document, DryMode dry) => SimulatedRun.Of(document, new Circumstances { Dry = dry });
}
