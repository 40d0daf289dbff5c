using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using static Faultline.Engine.Tests.Running.Controls.FakeControls;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Running.Controls;

/// <summary>What controls may do to a run, and what they may not.</summary>
public sealed class ControlEffectTests
{
    private static readonly DataObject Document = With(
        Experiment([Healthy()], [Action("act"), Action("more")], [Action("undo"), Action("rest")])
    );

    [Theory]
    [InlineData(ControlHook.Configure, "", UndoState.NothingToUndo, 4)]
    [InlineData(ControlHook.BeforeExperiment, "", UndoState.NothingToUndo, 4)]
    [InlineData(ControlHook.BeforeHypothesis, "", UndoState.NothingToUndo, 4)]
    [InlineData(ControlHook.AfterHypothesis, "healthy", UndoState.NothingToUndo, 4)]
    [InlineData(ControlHook.BeforeMethod, "healthy", UndoState.NothingToUndo, 4)]
    [InlineData(ControlHook.AfterMethod, "healthy act more", UndoState.Skipped, 4)]
    [InlineData(ControlHook.BeforeRollback, "healthy act more healthy", UndoState.Skipped, 4)]
    [InlineData(ControlHook.AfterRollback, "healthy act more healthy undo rest", UndoState.Complete, 4)]
    public void A_control_may_end_the_run_at_any_moment(ControlHook hook, string called, UndoState undo, int exitCode)
    {
        var run = Run(Document, (call, _) => call.Hook == hook ? new ControlAnswer { Interrupt = "not today" } : null);

        string.Join(' ', run.Called).ShouldBe(called);
        run.Status.ShouldBe("interrupted");
        (run.Result.Verdict, run.Result.Undo, run.Result.ExitCode).ShouldBe((Verdict.Halted, undo, exitCode));
        run.Reasons.ShouldContain("halted: The control 'c' ended the run: not today");
        run.Events.OfType<StopRequested>().Single().Message.ShouldBe("not today");
    }

    [Theory]
    [InlineData(ControlHook.BeforeActivity, "act", "healthy")]
    [InlineData(ControlHook.AfterActivity, "act", "healthy act")]
    [InlineData(ControlHook.BeforeActivity, "healthy", "")]
    [InlineData(ControlHook.AfterActivity, "healthy", "healthy")]
    public void It_may_end_it_at_an_activity(ControlHook hook, string activity, string called)
    {
        var run = Run(Document, Interrupting(hook, activity));

        string.Join(' ', run.Called).ShouldBe(called);
        (run.Status, run.Result.Verdict, run.Result.ExitCode).ShouldBe(("interrupted", Verdict.Halted, 4));
    }

    [Fact]
    public void What_it_ends_is_rolled_back_where_the_strategy_says_always()
    {
        var run = Run(
            Document,
            Interrupting(ControlHook.BeforeActivity, "more"),
            new Circumstances { Rollbacks = RollbackStrategy.Always }
        );

        run.Called.ShouldBe(["healthy", "act", "undo", "rest"]);
        (run.Result.Verdict, run.Result.Undo).ShouldBe((Verdict.Halted, UndoState.Complete));
    }

    [Theory]
    [InlineData(ControlHook.BeforeActivity, "healthy act more healthy")]
    [InlineData(ControlHook.AfterActivity, "healthy act more healthy undo")]
    public void Rollbacks_that_it_ends_are_incomplete(ControlHook hook, string called)
    {
        var run = Run(Document, Interrupting(hook, "undo"));

        string.Join(' ', run.Called).ShouldBe(called);
        (run.Result.Undo, run.Result.ExitCode).ShouldBe((UndoState.Incomplete, 5));
    }

    [Theory]
    [InlineData(ControlHook.AfterExperiment)]
    [InlineData(ControlHook.CleanUp)]
    public void A_run_that_is_over_can_not_be_ended(ControlHook hook)
    {
        var run = Run(Experiment(), (call, _) => call.Hook == hook ? new ControlAnswer { Interrupt = "too late" } : null);

        run.Status.ShouldBe("completed");
        run.Events.OfType<ControlFailed>().Single().Message.ShouldBe("it asks to end the run, which is over: too late");
    }

    [Fact]
    public void It_may_ask_the_run_to_exit()
    {
        var run = Run(Document, (call, _) => call.Hook == ControlHook.BeforeMethod ? new ControlAnswer { Exit = 30 } : null);

        run.Called.ShouldBe(["healthy"]);
        run.Events.OfType<RollbacksSkipped>().Single().BySignal.ShouldBeTrue();
        run.Result.Verdict.ShouldBe(Verdict.Interrupted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_goes_wrong_in_it_is_written_down_and_the_run_goes_on(bool throws)
    {
        var run = Run(
            Document,
            (call, _) =>
                call.Hook != ControlHook.BeforeMethod ? null
                : throws ? throw new InvalidOperationException("boom")
                : ControlAnswer.Failed("boom")
        );

        run.Result.Verdict.ShouldBe(Verdict.Held);
        var fact = (DataObject)((DataArray)((DataObject)run.Journal["faultline"]!)["controls"]!).Items.Single();
        (fact.Text("control"), fact.Text("hook"), fact.Text("what")).ShouldBe(("c", "before-method", "failed"));
        fact.Text("message").ShouldBe(throws ? "InvalidOperationException: boom" : "boom");
    }

    [Fact]
    public void One_of_the_document_that_does_not_clean_up_puts_the_result_in_doubt()
    {
        var run = Run(Document, (call, _) => call.Hook == ControlHook.CleanUp ? ControlAnswer.Failed("boom") : null);

        (run.Result.Verdict, run.Result.ExitCode).ShouldBe((Verdict.Inconclusive, 3));
        run.Reasons.ShouldContain("control: The control 'c' did not clean up after itself: boom");
    }

    [Fact]
    public void A_global_one_that_can_not_be_configured_is_not_called_again()
    {
        var controls = new FakeControls { Answers = (call, _) => call.Hook == ControlHook.Configure ? ControlAnswer.Failed("boom") : null };

        SimulatedRun.Of(Document, new Circumstances { Controls = [controls], GlobalControls = [Declare("g")] });

        controls.By("g").ShouldBe(["configure"]);
        controls.By("c").ShouldContain("before-experiment t");
    }

    [Fact]
    public void Later_activities_see_the_configuration_that_it_changed()
    {
        var act = Action("act", "echo", "{\"arguments\": {\"value\": \"${where}\"}}");
        var document = With(Experiment(null, [act])).With("configuration", Json("{\"where\": \"here\", \"gone\": 1}"));

        var run = Run(
            document,
            (call, _) =>
                call.Hook == ControlHook.BeforeMethod
                    ? new ControlAnswer { Configuration = call.Configuration.With("where", "there").Without("gone") }
                    : null
        );

        run.Events.OfType<ActivityEnded>().Single().Output.ToString().ShouldBe("\"there\"");
        run.Provider.Calls.Single().Configuration.ToString().ShouldBe("{\"where\": \"there\"}");
        run.Events.OfType<ControlChanged>().Single().Value.ToString().ShouldBe("[\"where\", \"gone\"]");
    }

    [Fact]
    public void Secrets_that_it_adds_are_hidden_from_then_on()
    {
        var act = Action("act", "echo", "{\"arguments\": {\"value\": \"key ${token}\"}}");

        var run = Run(
            With(Experiment(null, [act])),
            (call, _) =>
                call.Hook == ControlHook.BeforeExperiment
                    ? new ControlAnswer { Secrets = (DataObject)Json("{\"g\": {\"token\": \"hunter22\"}}") }
                    : null
        );

        run.Provider.Outcomes.Single()
            .Outcome.ShouldBeOfType<Abstractions.Activities.ActivityOutcome.Succeeded>()
            .Output.ToString()
            .ShouldBe("\"key hunter22\"");
        run.Log.ShouldNotContain("hunter22");
    }

    [Fact]
    public void Activities_that_it_adds_are_played()
    {
        var run = Run(
            Document,
            (call, _) =>
                call is { Hook: ControlHook.AfterActivity, Path: "$.method[0]" }
                    ? new ControlAnswer { Experiment = Added((DataObject)call.Experiment, "method", Action("extra")) }
                    : null
        );

        run.Called.ShouldBe(["healthy", "act", "extra", "more", "healthy", "undo", "rest"]);
        ((DataArray)((DataObject)run.Journal["experiment"]!)["method"]!).Items.Length.ShouldBe(3);
    }

    [Fact]
    public void An_activity_is_called_as_it_leaves_it()
    {
        var run = Run(
            Document,
            (call, _) =>
                call.Hook == ControlHook.BeforeActivity && call.Context is DataObject act && act.Text("name") == "act"
                    ? new ControlAnswer { Context = act.With("provider", DataObject.Of(("type", "fake"), ("output", 7))) }
                    : null
        );

        run.Events.OfType<ActivityEnded>().ElementAt(1).Output.ToString().ShouldBe("7");
        ((DataObject)((DataArray)run.Journal["run"]!).Items[0])["activity"]!.ToString().ShouldContain("\"output\": 7");
    }

    [Fact]
    public void What_can_not_be_run_is_no_change()
    {
        var run = Run(
            Document,
            (call, _) =>
                call.Hook == ControlHook.BeforeMethod
                    ? new ControlAnswer { Experiment = ((DataObject)call.Experiment).With("method", "nonsense") }
                    : null
        );

        run.Result.Verdict.ShouldBe(Verdict.Held);
        run.Events.OfType<ControlFailed>().Single().Message.ShouldStartWith("it made of the experiment what can't be run");
    }

    [Fact]
    public void It_may_edit_the_journal_and_make_the_verdict_worse()
    {
        var run = Run(
            Document,
            (call, _) =>
                call.Hook == ControlHook.AfterExperiment
                    ? new ControlAnswer { State = ((DataObject)call.State).With("extra", 1).With("status", "failed") }
                    : null
        );

        run.Status.ShouldBe("failed");
        run.Journal["extra"]!.ToString().ShouldBe("1");
        run.Journal.Members[^1].Key.ShouldBe("faultline");
        run.Events.OfType<RunEnded>().Single().Status.ShouldBe("completed");
        (run.Result.Verdict, run.Result.ExitCode).ShouldBe((Verdict.Inconclusive, 3));
    }

    [Fact]
    public void It_can_not_make_a_bad_run_good()
    {
        var run = Run(
            With(Experiment([Broken()], [Action("act")])),
            (call, _) =>
                call.Hook == ControlHook.AfterExperiment
                    ? new ControlAnswer { State = ((DataObject)call.State).With("deviated", false).With("faultline", DataObject.Empty) }
                    : null
        );

        (run.Result.Verdict, run.Result.ExitCode).ShouldBe((Verdict.Deviated, 1));
        ((DataObject)run.Journal["faultline"]!).Text("verdict").ShouldBe("deviated");
    }

    [Fact]
    public void What_it_makes_of_a_record_is_held_against_the_tolerance()
    {
        var run = Run(
            Document,
            (call, _) =>
                call is { Hook: ControlHook.AfterActivity, Context: DataObject probe } && probe.Text("name") == "healthy"
                    ? new ControlAnswer { State = ((DataObject)call.State).With("output", 503).With("note", "seen") }
                    : null
        );

        run.Called.ShouldBe(["healthy"]);
        var probe = (DataObject)((DataArray)((DataObject)((DataObject)run.Journal["steady_states"]!)["before"]!)["probes"]!).Items[0];
        (probe["output"]!.ToString(), probe.Text("note")).ShouldBe(("503", "seen"));
    }

    [Theory]
    [InlineData("act", "healthy more healthy undo rest", Verdict.Explored, 0)]
    [InlineData("healthy", "act more undo rest", Verdict.Explored, 0)]
    [InlineData("undo", "healthy act more healthy rest", Verdict.Held, 5)]
    public void An_activity_that_it_has_left_out_is_recorded_and_never_counts_as_done(
        string name,
        string called,
        Verdict verdict,
        int exitCode
    )
    {
        var run = Run(
            Document,
            (call, _) =>
                call is { Hook: ControlHook.BeforeActivity, Context: DataObject activity } && activity.Text("name") == name
                    ? new ControlAnswer { LeaveOut = true }
                    : null
        );

        string.Join(' ', run.Called).ShouldBe(called);
        run.Events.OfType<ActivityStarted>().ShouldContain(started => started.Name == name);
        (run.Result.Verdict, run.Result.ExitCode).ShouldBe((verdict, exitCode));
    }

    [Fact]
    public void Controls_that_change_different_things_at_once_lose_nothing()
    {
        var beside = Action("beside", "succeed", "{\"takes\": 5}").InBackground();
        var run = Run(
            With(Experiment(null, [beside, Action("act")])).With("configuration", Json("{\"a\": 0, \"b\": 0}")),
            (call, _) =>
                call.Hook == ControlHook.AfterActivity
                    ? new ControlAnswer
                    {
                        Configuration = call.Configuration.With(((DataObject)call.Context).Text("name") == "act" ? "a" : "b", 1),
                    }
                : call.Hook == ControlHook.AfterMethod ? ControlAnswer.Failed(call.Configuration.ToString())
                : null
        );

        run.Events.OfType<ControlFailed>().Single().Message.ShouldBe("{\"a\": 1, \"b\": 1}");
    }

    private static Func<ControlCall, IControlRun, ControlAnswer?> Interrupting(ControlHook hook, string activity) =>
        (call, _) =>
            call.Hook == hook && (call.Context as DataObject)?.Text("name") == activity ? new ControlAnswer { Interrupt = "stop" } : null;

    private static DataObject Added(DataObject document, string list, DataObject activity)
    {
        var steps = ((DataArray)document[list]!).Items;
        return steps.Any(step => ((DataObject)step).Text("name") == "extra")
            ? document
            : document.With(list, new DataArray(steps.Insert(1, activity)));
    }

    private static DataObject With(DataObject document) => document.With("controls", DataArray.Of([Declare("c")]));

    private static SimulatedRun Run(
        DataObject document,
        Func<ControlCall, IControlRun, ControlAnswer?> answers,
        Circumstances? circumstances = null
    )
    {
        var controlled = document.Has("controls") ? document : With(document);
        var run = SimulatedRun.Of(
            controlled,
            (circumstances ?? new Circumstances()) with
            {
                Controls = [new FakeControls { Answers = answers }],
            }
        );
        RunInvariants.CheckReplay(run);
        RunInvariants.CheckCuts(run);
        return run;
    }
}
