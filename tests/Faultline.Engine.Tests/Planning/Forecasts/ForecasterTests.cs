using Faultline.Abstractions.Data;
using Faultline.Abstractions.Planning;
using Faultline.Engine.Planning.Forecasts;
using static Faultline.Engine.Tests.Planning.PlanningProvider;

namespace Faultline.Engine.Tests.Planning.Forecasts;

public sealed class ForecasterTests
{
    [Fact]
    public async Task Values_of_the_configuration_reach_the_plan_of_a_call()
    {
        var provider = new PlanningProvider(_ => Hits());

        await provider.ForecastAsync(
            Document(
                """
                "configuration": {"x": "value"},
                """
            )
        );

        provider.Asked.Single().Call.Provider["arguments"]!.ToString().ShouldBe("""{"x": "value"}""");
    }

    [Fact]
    public async Task What_only_a_run_finds_out_leaves_the_targets_unknown_and_is_not_looked_up()
    {
        var provider = new PlanningProvider(_ => Hits(Pod("p")));

        var forecast = await provider.ForecastAsync(
            Document(
                """
                "configuration": {"x": {"type": "probe", "name": "x", "provider": {"type": "told"}}},
                """
            )
        );

        provider.Asked.Single().Looks.ShouldBeFalse();
        forecast.OpenVariables.ShouldBe(["x"]);
        forecast.Obstacles.ShouldBe(["what 'a' would do is not known: the value of 'x' is found out by the run"]);
        forecast.Method.Single().Call.Targets.ShouldBeEmpty();
    }

    [Fact]
    public async Task Secrets_are_hidden_in_all_that_a_provider_tells()
    {
        var provider = new PlanningProvider(_ =>
            Hits(Pod("pod-s3cret-1", undo: "say s3cret-1")) with
            {
                What = "echo s3cret-1",
                Reason = "s3cret-1",
                Reads = "s3cret-1",
                Hosts = ["s3cret-1"],
                Warnings = ["s3cret-1"],
                Prerequisites = [new Prerequisite("variable", "s3cret-1", false, "s3cret-1")],
                Rights = [new PlannedRight("get", "pods", null, false, "s3cret-1")],
                Bound = new CallBound(null, "s3cret-1"),
                Identity = new PlannedIdentity("s3cret-1", "s3cret-1", "file"),
                Shares = [new TargetShare("s3cret-1", "pods", 1, 1, 1)],
            }
        );

        var forecast = await provider.ForecastAsync(Document(), secrets: DataObject.Of(("g", DataObject.Of(("k", "s3cret-1")))));

        forecast.Method.Single().Call.ToString().ShouldNotContain("s3cret-1");
        string.Join('|', [.. forecast.Obstacles, .. forecast.Warnings, .. forecast.Duration.Unlimited]).ShouldNotContain("s3cret-1");
    }

    [Fact]
    public async Task A_provider_that_throws_leaves_its_call_unknown_and_the_others_as_they_are()
    {
        var provider = new PlanningProvider(_ => throw new InvalidOperationException("a defect"));

        var forecast = await provider.ForecastAsync(Document());

        forecast.Obstacles.ShouldBe(["what 'a' would do is not known: InvalidOperationException: a defect"]);
    }

    [Theory]
    [InlineData("", 10)]
    [InlineData(
        """
            "timeout": 4,
            """,
        4
    )]
    [InlineData(
        """
            "timeout": 40,
            """,
        10
    )]
    [InlineData(
        """
            "pauses": {"before": 1, "after": 2},
            """,
        13
    )]
    public async Task The_worst_case_has_pauses_and_the_lesser_of_two_limits(string activity, double seconds)
    {
        var forecast = await new PlanningProvider(_ => Hits()).ForecastAsync(Document(activity: activity));

        forecast.Duration.AtMost.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public async Task What_runs_beside_others_adds_only_what_it_outlives_them()
    {
        var forecast = await new PlanningProvider(_ => Hits()).ForecastAsync(
            """
            {"title": "t", "description": "d", "method": [
              {"type": "action", "name": "a", "background": true, "provider": {"type": "told"}},
              {"type": "action", "name": "b", "timeout": 3, "provider": {"type": "told"}},
              {"type": "action", "name": "c", "timeout": 4, "provider": {"type": "told"}}]}
            """
        );

        forecast.Duration.AtMost.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task What_has_no_limit_is_named()
    {
        var provider = new PlanningProvider(_ => Hits() with { Bound = CallBound.Unbounded("it may hang") });

        var forecast = await provider.ForecastAsync(Document());

        (forecast.Duration.AtMost, forecast.Duration.Unlimited.Single()).ShouldBe((null, "'a' (it may hang)"));
    }

    [Fact]
    public async Task What_nothing_brings_back_is_warned_of_and_what_a_rollback_touches_is_not()
    {
        var provider = new PlanningProvider(_ => Hits(Pod("p", undo: "kubectl create -f FILE")));

        var without = await provider.ForecastAsync(Document("\"rollbacks\": [],"));
        var with = await provider.ForecastAsync(
            Document(
                """
                "rollbacks": [{"type": "action", "name": "r", "provider": {"type": "told"}}],
                """
            )
        );

        without.Warnings.ShouldContain(
            "'a': no rollback is known to bring back pod 'p' in namespace 'shop'; by hand: kubectl create -f FILE"
        );
        with.Warnings.ShouldNotContain(warning => warning.Contains("rollback", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_targets_are_asked_for_where_that_is_all_one_wants()
    {
        var provider = new PlanningProvider(_ => Hits());

        await provider.ForecastAsync(
            """
            {"title": "t", "description": "d", "method": [
              {"type": "probe", "name": "p", "provider": {"type": "told"}}, {"type": "action", "name": "a", "provider": {"type": "told"}}]}
            """,
            ForecastDepth.TargetsOnly
        );

        provider.Asked.Select(asked => asked.Call.Name).ShouldBe(["a"]);
    }
}
