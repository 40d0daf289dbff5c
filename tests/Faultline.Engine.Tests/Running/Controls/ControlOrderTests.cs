using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using static Faultline.Engine.Tests.Running.Controls.FakeControls;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Running.Controls;

/// <summary>Which controls are called where, and in which order.</summary>
public sealed class ControlOrderTests
{
    private readonly FakeControls _controls = new();

    [Fact]
    public void A_control_sees_every_part_of_a_run()
    {
        Run(With(Whole(), Declare("c")));

        string.Join('\n', _controls.By("c"))
            .ShouldBe(
                """
                configure
                before-experiment t
                before-hypothesis h
                before-activity healthy
                after-activity healthy succeeded
                after-hypothesis h met
                before-method t
                before-activity act
                after-activity act succeeded
                before-activity beside
                after-activity beside failed
                after-method t [succeeded failed]
                before-hypothesis h
                before-activity healthy
                after-activity healthy succeeded
                after-hypothesis h met
                before-rollback t
                before-activity undo
                after-activity undo succeeded
                after-rollback t [succeeded]
                after-experiment t completed
                clean-up
                """
            );
    }

    [Fact]
    public void Controls_apply_once_at_each_level_in_an_order_that_is_written_down()
    {
        var document = With(
            Experiment([Healthy()], [Owning(Action("act"), Declare("own"))], [Action("undo")]),
            Declare("top"),
            Declare("manual", "{\"automatic\": false}"),
            Declare("last")
        );

        Run(document, Declare("g1"), Declare("g2"));

        _controls.At("configure").ShouldBe(["g1", "g2", "top", "manual", "last", "own"]);
        _controls.At("before-experiment").ShouldBe(["g1", "g2", "top", "manual", "last"]);
        _controls.At("before-hypothesis").Take(4).ShouldBe(["top", "last", "g1", "g2"]);
        _controls.At("before-activity", "healthy").Take(4).ShouldBe(["top", "last", "g1", "g2"]);
        _controls.At("before-method").ShouldBe(["top", "last", "g1", "g2"]);
        _controls.At("before-activity", "act").ShouldBe(["top", "last", "g1", "g2", "own"]);
        _controls.At("after-activity", "act").ShouldBe(["top", "last", "g1", "g2", "own"]);
        _controls.At("before-rollback").ShouldBe(["top", "last", "g1", "g2"]);
        _controls.At("after-experiment").ShouldBe(["g1", "g2", "top", "manual", "last"]);
        _controls.At("clean-up").ShouldBe(["top", "manual", "last", "own", "g1", "g2"]);
    }

    [Fact]
    public void Without_rollbacks_to_play_their_controls_are_not_called()
    {
        Run(
            With(Experiment(null, [Action("act")], [Action("undo")]), Declare("c")),
            new Circumstances { Rollbacks = RollbackStrategy.Never }
        );

        _controls.At("before-rollback").ShouldBeEmpty();
    }

    [Fact]
    public void A_scope_leaves_out_what_comes_before_or_after()
    {
        Run(With(Experiment(null, [Action("act")]), Declare("b", "{\"scope\": \"before\"}"), Declare("a", "{\"scope\": \"after\"}")));

        _controls.By("b").ShouldNotContain(seen => seen.StartsWith("after"));
        _controls.By("a").ShouldNotContain(seen => seen.StartsWith("before"));
        _controls.At("configure").ShouldBe(["b", "a"]);
        _controls.At("clean-up").ShouldBe(["b", "a"]);
    }

    [Fact]
    public void A_reference_stands_for_the_control_of_the_experiment()
    {
        var act = Owning(Action("act"), DataObject.Of(("ref", "top")));

        Run(With(Experiment(null, [act, Action("other")]), Declare("top", "{\"automatic\": false}")));

        _controls.At("before-activity").ShouldBe(["top"]);
    }

    [Fact]
    public void One_of_the_same_name_takes_the_place_of_that_of_the_experiment()
    {
        var act = Owning(Action("act"), Declare("c", "{\"scope\": \"after\"}"));

        Run(With(Experiment(null, [act]), Declare("c")));

        _controls.At("before-activity").ShouldBeEmpty();
        _controls.At("after-activity").ShouldBe(["c"]);
        _controls.At("configure").ShouldBe(["c"]);
    }

    [Fact]
    public void Of_global_controls_with_the_same_name_the_later_one_counts()
    {
        Run(Experiment(null, [Action("act")]), Declare("g", "{\"scope\": \"before\"}"), Declare("g", "{\"scope\": \"after\"}"));

        _controls.At("before-activity").ShouldBeEmpty();
        _controls.At("after-activity").ShouldBe(["g"]);
    }

    [Fact]
    public void The_controls_of_a_hypothesis_are_called_around_it_alone()
    {
        var document = Experiment([Healthy()], [Action("act")]);
        var hypothesis = ((DataObject)document["steady-state-hypothesis"]!).With("controls", DataArray.Of([Declare("own")]));

        Run(document.With("steady-state-hypothesis", hypothesis));

        _controls
            .By("own")
            .ShouldBe([
                "configure",
                "before-hypothesis h",
                "after-hypothesis h met",
                "before-hypothesis h",
                "after-hypothesis h met",
                "clean-up",
            ]);
    }

    [Fact]
    public void A_referenced_activity_brings_its_own_controls()
    {
        Run(Experiment(null, [Owning(Action("act"), Declare("own")), Reference("act")]));

        _controls.At("before-activity", "act").ShouldBe(["own", "own"]);
    }

    [Fact]
    public void A_control_is_given_what_there_is_to_know()
    {
        var document = With(
                Experiment(null, [Action("act")]),
                Declare("c", "{\"provider\": {\"type\": \"fake\", \"arguments\": {\"x\": \"${n}\"}}}")
            )
            .With("configuration", Json("{\"n\": 3}"))
            .With("secrets", Json("{\"g\": {\"k\": \"v\"}}"))
            .With("extensions", Json("[{\"name\": \"e\"}]"));

        Run(document, new Circumstances { Settings = Json("{\"s\": 1}") });

        var call = _controls.Calls.Single(call => call.Hook == ControlHook.BeforeActivity);
        call.Arguments.ToString().ShouldBe("{\"x\": 3}");
        call.Configuration.ToString().ShouldBe("{\"n\": 3}");
        call.Secrets.ToString().ShouldBe("{\"g\": {\"k\": \"v\"}}");
        call.Extensions.ToString().ShouldBe("[{\"name\": \"e\"}]");
        call.Settings.ToString().ShouldBe("{\"s\": 1}");
        call.Path.ShouldBe("$.method[0]");
        _controls.Calls.Single(call => call.Hook == ControlHook.Configure).Arguments.ToString().ShouldBe("{\"x\": \"${n}\"}");
    }

    [Fact]
    public void A_control_of_a_kind_that_nobody_knows_is_named_and_does_nothing()
    {
        var run = Run(With(Experiment(null, [Action("act")]), Declare("c", "{\"provider\": {\"type\": \"odd\"}}")));

        run.Events.OfType<ControlFailed>().Single().Message.ShouldBe("nobody knows its provider (type 'odd'), so it does nothing");
        run.Result.ExitCode.ShouldBe(0);
    }

    private static DataObject Whole() =>
        Experiment([Healthy()], [Action("act"), Action("beside", "fail").InBackground()], [Action("undo")]);

    private static DataObject With(DataObject document, params DataObject[] controls) => document.With("controls", DataArray.Of(controls));

    private static DataObject Owning(DataObject activity, params DataObject[] controls) => With(activity, controls);

    private SimulatedRun Run(DataObject document, params DataObject[] globals) =>
        Run(document, new Circumstances { GlobalControls = [.. globals] });

    private SimulatedRun Run(DataObject document, Circumstances circumstances)
    {
        var run = SimulatedRun.Of(document, circumstances with { Controls = [_controls] });
        RunInvariants.CheckReplay(run);
        return run;
    }
}
