using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Running;

/// <summary>What a call is about to change is written down before it does.</summary>
public sealed class ChangeTests
{
    [Fact]
    public void A_change_stands_in_the_log_between_start_and_end_of_its_call()
    {
        var run = SimulatedRun.Of(Experiment(null, [Action("act", "change")]));

        run.Events.Where(e => e is ActivityStarted or ChangeRecorded or ActivityEnded)
            .Select(e => e.GetType().Name)
            .ShouldBe([nameof(ActivityStarted), nameof(ChangeRecorded), nameof(ActivityEnded)]);
        run.Events.OfType<ChangeRecorded>().Single().Call.ShouldBe(1);
    }

    [Fact]
    public void The_journal_keeps_the_changes_under_our_own_key()
    {
        var run = SimulatedRun.Of(Experiment(null, [Action("act", "change")]));

        ((DataObject)run.Journal["faultline"]!)["changes"]!
            .ToString()
            .ShouldBe(
                """[{"activity": "act", "verb": "patch", "resource": "/things/web", "namespace": "shop", "name": "web", "before": {"replicas": 3, "password": null}, "undo": "put it back"}]"""
            );
    }

    [Fact]
    public void A_run_without_changes_has_no_such_key() =>
        ((DataObject)SimulatedRun.Of(Experiment(null, [Action("act")])).Journal["faultline"]!).Has("changes").ShouldBeFalse();

    [Fact]
    public void What_a_thing_was_before_is_written_down_without_secrets()
    {
        var document = Experiment(null, [Action("act", "change", "{\"output\": \"${password}\"}")])
            .With("secrets", Json("{\"db\": {\"password\": \"hunter22\"}}"))
            .With("configuration", Json("{\"password\": \"hunter22\"}"));

        var run = SimulatedRun.Of(document);

        run.Events.OfType<ChangeRecorded>().Single().Change.Before!.Text("password").ShouldBe("*****");
    }

    [Fact]
    public void A_call_that_was_left_behind_may_change_nothing_more()
    {
        var run = SimulatedRun.Of(
            Experiment(null, [Action("act", "change-when-given-up")], [Action("undo", more: "{\"takes\": 100}")]),
            new Circumstances
            {
                Stops = [(1, StopCause.Interrupt)],
                Rollbacks = RollbackStrategy.Always,
                RollbackBudget = TimeSpan.FromMinutes(5),
            }
        );

        run.Seconds.ShouldBeGreaterThan(60);
        run.Events.OfType<ChangeRecorded>().ShouldBeEmpty();
        run.Provider.ChangesAfterAll.ShouldBe(0);
    }
}
