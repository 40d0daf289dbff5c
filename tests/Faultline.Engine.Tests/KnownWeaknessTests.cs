using Faultline.Abstractions.Data;
using Faultline.Engine.Documents;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.Engine.Running;
using Faultline.Engine.Tests.Running;
using static Faultline.Engine.Tests.Running.RunVerdictTests;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests;

/// <summary>
/// One test for each known weakness of the reference (specification §22) that the engine closes, by its number. What is not closed
/// stands in docs/compatibility.md, and what closes in the providers is tested there.
/// </summary>
public sealed class KnownWeaknessTests
{
    private static readonly DataObject Sick = Probe("healthy", more: "{\"output\": 503}").With("tolerance", 200);

    [Fact]
    public void Weakness_01_a_gate_that_is_missed_is_no_success() =>
        Ended(SimulatedRun.Of(Experiment([Sick], [Action("act")])))
            .ShouldBe((Verdict.Inconclusive, UndoState.NothingToUndo, 3, "failed", false));

    [Fact]
    public void Weakness_02_a_method_that_never_ran_is_not_rolled_back() =>
        SimulatedRun.Of(Experiment([Sick], [Action("act")], [Action("undo")])).Called.ShouldBe(["healthy"]);

    [Theory]
    [InlineData("crash")]
    [InlineData("throw")]
    public void Weakness_03_whatever_happens_there_is_a_journal(string does)
    {
        var run = SimulatedRun.Of(Experiment([Healthy(does: "succeed " + does)], [Action("act", more: "{\"output\": 1e999}")]));

        ((DataObject)JsonText.Parse(JsonText.Write(run.Journal))).Text("status").ShouldBe("failed");
    }

    [Fact]
    public void Weakness_03_a_killed_run_leaves_what_it_did_until_then_and_what_is_not_undone()
    {
        var run = SimulatedRun.Of(Experiment(null, [Action("act")], [Action("undo")]));

        var (tally, journal) = Replay(run.Events.TakeWhile(happened => happened is not MethodEnded));

        journal.Text("status").ShouldBe("interrupted");
        (tally.Result.Undo, tally.Result.ExitCode).ShouldBe((UndoState.Incomplete, 5));
        ((DataArray)journal["run"]!).Items.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("healthy")]
    [InlineData("act")]
    [InlineData("undo")]
    public void Weakness_04_an_exception_anywhere_leaves_the_rollbacks_to_be_played(string where)
    {
        string Does(string name) => name == where ? "throw" : "succeed";

        var run = SimulatedRun.Of(
            Experiment(
                [Healthy(does: where == "healthy" ? "succeed throw" : "succeed")],
                [Action("act", Does("act"))],
                [Action("undo", Does("undo")), Action("rest")]
            ),
            new Circumstances { Rollbacks = RollbackStrategy.Always }
        );

        run.Called.TakeLast(2).ShouldBe(["undo", "rest"]);
        run.Result.ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public void Weakness_04_a_tolerance_that_can_t_be_applied_is_an_end_like_any_other()
    {
        var odd = Probe("odd", more: "{\"outputs\": [1, \"x\"]}").With("tolerance", Json("[1, 2]"));

        Ended(
                SimulatedRun.Of(
                    Experiment([odd], [Action("act")], [Action("undo")]),
                    new Circumstances { Rollbacks = RollbackStrategy.Always }
                )
            )
            .ShouldBe((Verdict.Inconclusive, UndoState.Complete, 3, "failed", false));
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("ignore-stop")]
    public void Weakness_05_SIGTERM_ends_the_run_whatever_it_finds(string does)
    {
        var run = SimulatedRun.Of(
            Experiment([Healthy()], [Action("act", does, "{\"takes\": 10}"), Action("next")]),
            new Circumstances { Stops = [(3, StopCause.Terminate)] }
        );

        (run.Result.Verdict, run.Result.ExitCode, run.Called.Last()).ShouldBe((Verdict.Interrupted, 143, "act"));
    }

    [Fact]
    public void Weakness_06_rollbacks_have_a_budget_and_a_second_signal_ends_them()
    {
        SimulatedRun Asked(params double[] at) =>
            SimulatedRun.Of(
                Experiment(null, [Action("act", "hang")], [Action("undo", more: "{\"takes\": 100}")]),
                new Circumstances { Rollbacks = RollbackStrategy.Always, Stops = [.. at.Select(second => (second, StopCause.Terminate))] }
            );

        (Asked(3).Seconds, Asked(3, 5).Seconds).ShouldBe((11, 5));
    }

    [Fact]
    public void Weakness_06_rollbacks_that_were_not_played_are_told() =>
        SimulatedRun
            .Of(Experiment(null, [Action("act", "hang")], [Action("undo")]), new Circumstances { Stops = [(3, StopCause.Interrupt)] })
            .Result.Reasons.ShouldContain(reason => reason.Kind == "rollbacks-skipped");

    [Fact]
    public void Weakness_08_the_timeout_of_an_activity_counts() =>
        SimulatedRun.Of(Experiment(null, [Probe("look", "hang").With("timeout", 2L)])).Seconds.ShouldBe(2);

    [Fact]
    public void Weakness_08_what_is_not_heeded_is_warned_of() =>
        ExperimentReader
            .Read(Experiment(null, [Action("act").With("secrets", Json("[]")).With("configuration", Json("{}"))]), "test.json")
            .Diagnostics.Where(problem => problem.Path!.StartsWith("$.method[0]", StringComparison.Ordinal))
            .Select(problem => (problem.Severity, problem.Message))
            .ShouldBe([
                (DiagnosticSeverity.Warning, "'configuration' of an activity has no effect"),
                (DiagnosticSeverity.Warning, "'secrets' of an activity has no effect"),
            ]);

    [Fact]
    public void Weakness_09_work_in_the_background_is_bounded_stopped_and_not_lost()
    {
        DataObject[] method = [Action("hung", "hang").InBackground(), Action("thrown", "throw", "{\"takes\": 1}").InBackground()];

        var run = SimulatedRun.Of(Experiment(null, method), new Circumstances { Timeout = TimeSpan.FromSeconds(5) });

        (run.Result.Verdict, run.Seconds).ShouldBe((Verdict.TimedOut, 5));
        run.Reasons.ShouldContain("crashed: The activity 'thrown' could not be carried out: InvalidOperationException: throw");
    }

    [Theory]
    [InlineData("gate")]
    [InlineData("method")]
    [InlineData("hypothesis")]
    public void Weakness_10_a_run_has_a_deadline_in_each_of_its_parts(string where)
    {
        var run = SimulatedRun.Of(
            Experiment(
                [
                    Healthy(
                        does: where switch
                        {
                            "gate" => "hang",
                            "hypothesis" => "succeed hang",
                            _ => "succeed",
                        }
                    ),
                ],
                [Action("act", where == "method" ? "hang" : "succeed")]
            ),
            new Circumstances { Timeout = TimeSpan.FromSeconds(7) }
        );

        (run.Result.ExitCode, run.Seconds).ShouldBe((124, 7));
    }

    [Fact]
    public void Weakness_11_fail_fast_ends_the_running_activity() => Watched(isFailFast: true, 200, 503).Seconds.ShouldBe(1);

    [Fact]
    public void Weakness_11_a_miss_while_the_method_runs_is_a_deviation_also_after_a_recovery() =>
        Ended(Watched(isFailFast: false, 200, 503, 200)).ShouldBe((Verdict.Deviated, UndoState.NothingToUndo, 1, "completed", true));

    [Fact]
    public void Weakness_12_failed_actions_and_rollbacks_count()
    {
        SimulatedRun.Of(Experiment([Healthy()], [Action("act", "fail")])).Result.ExitCode.ShouldBe(3);
        SimulatedRun.Of(Experiment([Healthy()], [], [Action("undo", "fail")])).Result.ExitCode.ShouldBe(5);
    }

    [Fact]
    public void Weakness_14_a_run_changes_nothing_of_its_document()
    {
        var judge = Json(
            "{\"type\": \"probe\", \"name\": \"judge\", \"provider\": {\"type\": \"fake\", \"does\": \"echo\", \"arguments\": {\"value\": 0}}}"
        );
        var document = Experiment([Probe("p", more: "{\"outputs\": [1, 2, 3]}").With("tolerance", judge)], [Reference("p")]);

        var run = SimulatedRun.Of(document);

        var written = ((DataObject)run.Journal["experiment"]!)["steady-state-hypothesis"]!.ToString();
        written.ShouldBe(document["steady-state-hypothesis"]!.ToString());
        run.Events.OfType<ActivityStarted>()
            .ShouldAllBe(call => call.Activity.ToString() == run.Experiment.Hypothesis!.Probes[0].Document.ToString());
    }

    [Fact]
    public void Weakness_14_two_runs_of_one_plan_share_nothing()
    {
        var document = Experiment([Broken()], [Action("act").InBackground()]);

        SimulatedRun.Of(document).Log.ShouldBe(SimulatedRun.Of(document).Log);
    }

    [Fact]
    public void Weakness_22_a_tolerance_on_an_action_says_what_is_fine()
    {
        var run = SimulatedRun.Of(Experiment(null, [Action("act").With("tolerance", 1)]));

        run.Provider.Calls.Single().HasTolerance.ShouldBeTrue();
    }

    [Fact]
    public void Weakness_22_a_miss_says_what_was_expected_and_what_was_found() =>
        SimulatedRun.Of(Experiment([Sick], [])).Reasons.Single().ShouldEndWith("expected 200, found 503.");

    [Fact]
    public void Weakness_35_a_journal_says_which_run_it_is_and_when_everything_was()
    {
        var own = (DataObject)SimulatedRun.Of(Experiment([Healthy()], [Action("act")])).Journal["faultline"]!;

        (own.Text("run-id"), own.Text("version")).ShouldBe(("20260101-100000-000-test", "1.2.3"));
        ((DataArray)own["timeline"]!)
            .Items.Cast<DataObject>()
            .Select(span => span.Text("name"))
            .ShouldBe(["gate", "method", "hypothesis", "rollbacks"]);
    }

    [Fact]
    public void Weakness_35_an_exception_in_the_journal_names_no_path_of_ours() =>
        SimulatedRun.Of(Experiment(null, [Action("act", "throw")])).Journal.ToString().ShouldNotContain("   at ");

    [Fact]
    public void Weakness_39_a_dry_run_is_asked_for_by_the_run_and_by_nothing_in_the_document()
    {
        var document = Experiment(null, [Action("act").With("dry", "activities"), Action("next").With("dry", true)]);

        SimulatedRun.Of(document).Called.ShouldBe(["act", "next"]);
        ExperimentReader
            .Read(document, "test.json")
            .Diagnostics.Select(problem => problem.Message)
            .ShouldBe(["'dry' of an activity has no effect", "'dry' of an activity has no effect"]);
    }

    private static SimulatedRun Watched(bool isFailFast, params int[] outputs) =>
        SimulatedRun.Of(
            Experiment(
                [Probe("healthy", more: $"{{\"outputs\": [{string.Join(", ", outputs)}]}}").With("tolerance", 200)],
                [Action("act", more: "{\"takes\": 5}")]
            ),
            new Circumstances
            {
                Hypothesis = HypothesisStrategy.DuringMethodOnly,
                Continuous = new ContinuousOptions(TimeSpan.FromSeconds(1), isFailFast),
            }
        );

    private static (RunTally Tally, DataObject Journal) Replay(IEnumerable<RunEvent> events)
    {
        var tally = new RunTally();
        var journal = new JournalProjection(tally);
        foreach (var happened in events)
        {
            tally.OnEvent(happened);
            journal.OnEvent(happened);
        }

        return (tally, journal.Read());
    }
}
