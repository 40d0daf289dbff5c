using Faultline.Abstractions.Planning;
using Faultline.Documents;
using Faultline.Engine.Planning.Forecasts;
using Faultline.Engine.Planning.Policies;
using static Faultline.Engine.Tests.Planning.PlanningProvider;

namespace Faultline.Engine.Tests.Planning.Policies;

public sealed class PolicyCheckTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 5, 10, 0, 0, TimeSpan.Zero);

    private static readonly CallPlan TwoPods = Hits(Pod("a", labels: ("chaos", "yes")), Pod("b", labels: ("chaos", "no"))) with
    {
        Shares = [new TargetShare("deployment 'web'", "pods", 2, 5, 5)],
        Identity = new PlannedIdentity("me", "https://prod.example.org", "kubeconfig") { Context = "blue" },
        Hosts = ["prod.example.org"],
    };

    [Theory]
    [InlineData("allowed: {namespaces: [shop]}", RuleOutcome.Passed)]
    [InlineData("allowed: {namespaces: ['SH*']}", RuleOutcome.Passed)]
    [InlineData("allowed: {namespaces: [other]}", RuleOutcome.Refused)]
    [InlineData("denied: {namespaces: [other]}", RuleOutcome.Passed)]
    [InlineData("denied: {namespaces: ['*']}", RuleOutcome.Refused)]
    [InlineData("allowed: {clusters: [blue]}", RuleOutcome.Passed)]
    [InlineData("denied: {clusters: ['*prod*']}", RuleOutcome.Refused)]
    [InlineData("allowed: {hosts: ['*.example.org']}", RuleOutcome.Passed)]
    [InlineData("allowed: {hosts: [localhost]}", RuleOutcome.Refused)]
    [InlineData("allowed: {accounts: ['1']}", RuleOutcome.NotApplicable)]
    [InlineData("limits: {share: 40}", RuleOutcome.Passed)]
    [InlineData("limits: {share: 39.9}", RuleOutcome.Refused)]
    [InlineData("limits: {targets: 2}", RuleOutcome.Passed)]
    [InlineData("limits: {targets: 1}", RuleOutcome.Refused)]
    [InlineData("limits: {duration: 10}", RuleOutcome.Passed)]
    [InlineData("limits: {duration: 9}", RuleOutcome.Refused)]
    [InlineData("forbidden: [process]", RuleOutcome.Passed)]
    [InlineData("forbidden: [told]", RuleOutcome.Refused)]
    [InlineData("required: {labels: [chaos]}", RuleOutcome.Passed)]
    [InlineData("required: {labels: {chaos: 'yes'}}", RuleOutcome.Refused)]
    [InlineData("required: {tags: [shop]}", RuleOutcome.Passed)]
    [InlineData("required: {tags: [shop, more]}", RuleOutcome.Refused)]
    [InlineData("required: {contributions: {reliability: high}}", RuleOutcome.Passed)]
    [InlineData("required: {contributions: {reliability: low}}", RuleOutcome.Refused)]
    [InlineData("required: {rollbacks: true}", RuleOutcome.Passed)]
    [InlineData("times: {zone: UTC, days: fri}", RuleOutcome.Passed)]
    [InlineData("times: {zone: UTC, days: sat}", RuleOutcome.Refused)]
    public async Task A_rule_looks_at_what_the_run_would_do(string rule, RuleOutcome expected) =>
        (await CheckAsync(rule, TwoPods)).Outcome.ShouldBe(expected);

    [Theory]
    [InlineData("allowed: {namespaces: ['*']}")]
    [InlineData("denied: {namespaces: [x]}")]
    [InlineData("limits: {share: 100}")]
    [InlineData("limits: {targets: 100}")]
    [InlineData("required: {labels: [chaos]}")]
    public async Task What_is_not_known_is_refused(string rule)
    {
        foreach (var knowledge in new[] { TargetKnowledge.Unknown, TargetKnowledge.NotLooked, TargetKnowledge.Opaque })
        {
            var result = await CheckAsync(
                rule,
                new CallPlan
                {
                    What = "it",
                    Knowledge = knowledge,
                    Reason = "why",
                }
            );

            (result.Outcome, result.IsRefusal).ShouldBe((RuleOutcome.Unknown, true), knowledge.ToString());
        }
    }

    [Fact]
    public async Task A_policy_may_accept_what_nobody_can_look_into()
    {
        var result = await CheckAsync(
            "limits: {targets: 1}\n  opaque-actions: allowed",
            new CallPlan { What = "it", Knowledge = TargetKnowledge.Opaque }
        );

        result.Outcome.ShouldBe(RuleOutcome.NotApplicable);
    }

    [Fact]
    public async Task A_run_without_a_limit_does_not_keep_one()
    {
        var result = await CheckAsync("limits: {duration: 1h}", Hits() with { Bound = CallBound.Unbounded("it may hang") });

        (result.Outcome, result.Message).ShouldBe((RuleOutcome.Unknown, "nothing limits how long these take: 'a' (it may hang)"));
    }

    [Fact]
    public async Task Of_what_chance_chooses_only_so_many_count()
    {
        var call = TwoPods with { ByChance = new TargetChance("pod", 1, "rand") };

        (await CheckAsync("limits: {targets: 1}", call)).Outcome.ShouldBe(RuleOutcome.Passed);
    }

    [Fact]
    public async Task What_does_not_come_back_by_a_rollback_is_refused_where_rollbacks_are_required()
    {
        var result = await CheckAsync("required: {rollbacks: true}", Hits(Pod("p", undo: "kubectl create")));

        result.Outcome.ShouldBe(RuleOutcome.Refused);
    }

    [Fact]
    public async Task Shares_of_the_same_add_up_over_steps()
    {
        var forecast = await new PlanningProvider(_ => TwoPods).ForecastAsync(
            """
            {"title": "t", "description": "d", "method": [
              {"type": "action", "name": "a", "provider": {"type": "told"}}, {"type": "action", "name": "b", "provider": {"type": "told"}}]}
            """
        );

        Evaluate("limits: {share: 50}", forecast).Message.ShouldBe("4 of 5 pods of deployment 'web' (80 %)");
    }

    private static async Task<RuleResult> CheckAsync(string rule, CallPlan call) =>
        Evaluate(
            rule,
            await new PlanningProvider(_ => call).ForecastAsync(
                Document(
                    """
                    "tags": ["shop"], "contributions": {"reliability": "high"},
                    """
                )
            )
        );

    private static RuleResult Evaluate(string rule, Forecast forecast)
    {
        var reading = PolicyReader.Read(YamlText.Parse($"policies:\n- name: p\n  {rule}\n"), "p.yaml");
        reading.Diagnostics.ShouldBeEmpty();
        return PolicyCheck.Evaluate(reading.Policies, forecast, Now).Single();
    }
}
