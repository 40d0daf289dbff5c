using Faultline.Abstractions.Data;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;
using Faultline.Engine.Planning;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Planning;

public sealed class PlannerTests
{
    [Fact]
    public void A_reference_means_the_activity_of_that_name_that_is_declared_last()
    {
        var plan = Plan(Experiment(null, [Action("a"), Probe("a"), Reference("a")]));

        plan.Method[2].ShouldBe(new PlannedStep(plan.Method[1].Activity, "a", null, false));
    }

    [Fact]
    public void An_activity_of_the_hypothesis_counts_before_one_of_the_method()
    {
        var plan = Plan(Experiment([Healthy("a")], [Action("a"), Reference("a")]));

        plan.Method[1].Activity.ShouldBeSameAs(plan.Probes[0].Activity);
    }

    [Fact]
    public void A_rollback_can_refer_to_the_method_and_the_hypothesis_but_not_the_other_way_round()
    {
        var plan = Plan(Experiment([Healthy("p")], [Action("m"), Reference("r")], [Action("r"), Reference("m"), Reference("p")]));

        plan.Rollbacks.Select(step => step.Activity?.Name).ShouldBe(["r", "m", "p"]);
        plan.Method[1].Activity.ShouldBeNull();
    }

    [Fact]
    public void A_reference_that_leads_nowhere_keeps_its_name() =>
        Plan(Experiment(null, [Reference("nobody")])).Method.Single().ShouldBe(new PlannedStep(null, "nobody", null, false));

    [Fact]
    public void A_reference_to_a_reference_leads_nowhere()
    {
        var named = Reference("a").With("name", "b");

        Plan(Experiment(null, [Action("a"), named, Reference("b")])).Method[2].Activity.ShouldBeNull();
    }

    [Fact]
    public void Tolerance_and_background_are_those_of_the_reference()
    {
        var target = Probe("a").With("tolerance", 1).With("background", true);
        var reference = Reference("a").With("tolerance", 2);

        var plan = Plan(Experiment(null, [target, reference, Reference("a").With("background", true)]));

        plan.Method.Select(step => (step.Tolerance?.ToString(), step.Background)).ShouldBe([("1", true), ("2", false), (null, true)]);
    }

    [Fact]
    public void The_activities_of_a_plan_are_each_named_once_in_the_order_in_which_they_run() =>
        Plan(Experiment([Healthy("p")], [Action("m"), Reference("p"), Reference("nobody")], [Reference("m"), Action("r")]))
            .Activities.Select(activity => activity.Name)
            .ShouldBe(["p", "m", "r"]);

    [Theory]
    [InlineData(null, null, HypothesisStrategy.Default)]
    [InlineData("skip", null, HypothesisStrategy.Skip)]
    [InlineData(null, HypothesisStrategy.AfterMethodOnly, HypothesisStrategy.AfterMethodOnly)]
    [InlineData("skip", HypothesisStrategy.Default, HypothesisStrategy.Default)]
    public void The_command_line_s_hypothesis_strategy_counts_before_the_document_s(
        string? document,
        HypothesisStrategy? commandLine,
        HypothesisStrategy expected
    ) => Planner.Plan(Read(WithStrategy("hypothesis", document)), commandLine).HypothesisStrategy.ShouldBe(expected);

    [Theory]
    [InlineData(null, null, RollbackStrategy.Default)]
    [InlineData("never", null, RollbackStrategy.Never)]
    [InlineData(null, RollbackStrategy.Always, RollbackStrategy.Always)]
    [InlineData("never", RollbackStrategy.Default, RollbackStrategy.Default)]
    public void The_command_line_s_rollback_strategy_counts_before_the_document_s(
        string? document,
        RollbackStrategy? commandLine,
        RollbackStrategy expected
    ) => Planner.Plan(Read(WithStrategy("rollbacks", document)), null, commandLine).RollbackStrategy.ShouldBe(expected);

    [Fact]
    public void One_strategy_of_the_document_leaves_the_other_to_others()
    {
        var plan = Plan(WithStrategy("rollbacks", "always"));

        (plan.HypothesisStrategy, plan.RollbackStrategy).ShouldBe((HypothesisStrategy.Default, RollbackStrategy.Always));
    }

    private static DataObject WithStrategy(string what, string? strategy) =>
        strategy is null ? Experiment() : Experiment().With("runtime", DataObject.Of((what, DataObject.Of(("strategy", strategy)))));

    private static Plan Plan(DataObject document) => Planner.Plan(Read(document));

    private static Experiment Read(DataObject document) => ExperimentReader.Read(document, "test.json").Experiment.ShouldNotBeNull();
}
