namespace Faultline.Lab.Tests;

public sealed class ApiDeletionTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const string Budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";

    private const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata: { name: one, labels: { app: a } }
        spec: { containers: [{ name: main, image: sh, args: ["exec sleep 1000"] }] }
        ---
        apiVersion: v1
        kind: Pod
        metadata: { name: two, labels: { app: a } }
        spec: { containers: [{ name: main, image: sh, args: ["exec sleep 1000"] }] }
        """;

    [Fact(Timeout = 30_000)]
    public async Task An_object_stays_until_its_last_finalizer_is_gone()
    {
        await using var lab = await LabFixture.ShellAsync("");
        await lab.CreateAsync(Maps, """{"metadata":{"name":"m","finalizers":["example.com/a"]}}""");

        var deleted = await lab.MustAsync(HttpMethod.Delete, Maps + "/m");
        var (added, _) = await lab.AskAsync(
            HttpMethod.Patch,
            Maps + "/m",
            """{"metadata":{"finalizers":["example.com/a","example.com/b"]}}""",
            ApiCalls.MergePatch
        );
        await lab.MustAsync(HttpMethod.Patch, Maps + "/m", """{"metadata":{"finalizers":null}}""", ApiCalls.MergePatch);

        deleted.Value("metadata", "deletionTimestamp").ShouldNotBeEmpty();
        added.ShouldBe(422);
        (await lab.AskAsync(HttpMethod.Get, Maps + "/m")).Status.ShouldBe(404);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("Background", true)]
    [InlineData("Foreground", true)]
    [InlineData("Orphan", false)]
    public async Task What_belongs_to_an_object_goes_with_it_unless_it_is_left_behind(string policy, bool goes)
    {
        await using var lab = await LabFixture.ShellAsync("");
        var owner = await lab.CreateAsync(Maps, """{"metadata":{"name":"owner"}}""");
        var reference =
            $$"""{"apiVersion":"v1","kind":"ConfigMap","name":"owner","uid":"{{owner.Value("metadata", "uid")}}","blockOwnerDeletion":true}""";
        await lab.CreateAsync(Maps, $$$$"""{"metadata":{"name":"owned","ownerReferences":[{{{{reference}}}}]}}""");

        await lab.MustAsync(HttpMethod.Delete, $"{Maps}/owner?propagationPolicy={policy}");

        await lab.UntilGoneAsync(Maps + "/owner");
        if (goes)
        {
            await lab.UntilGoneAsync(Maps + "/owned");
        }
        else
        {
            (await lab.GetAsync(Maps + "/owned")).ListAt("metadata", "ownerReferences").ShouldBeEmpty();
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task A_selector_deletes_all_that_it_means_and_nothing_else()
    {
        const string secrets = "/api/v1/namespaces/default/secrets";
        await using var lab = await LabFixture.ShellAsync("");
        foreach (var name in (string[])["a", "b", "c"])
        {
            await lab.CreateAsync(secrets, $$$$"""{"metadata":{"name":"{{{{name}}}}","labels":{"keep":"{{{{name == "b"}}}}"}}}""");
        }

        await lab.MustAsync(HttpMethod.Delete, secrets + "?labelSelector=keep%3DFalse");

        (await lab.NamesAsync(secrets)).ShouldBe(["b"]);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_deletion_can_be_meant_for_this_very_object_alone()
    {
        await using var lab = await LabFixture.ShellAsync("");
        await lab.CreateAsync(Maps, """{"metadata":{"name":"m"}}""");

        var (other, _) = await lab.AskAsync(HttpMethod.Delete, Maps + "/m", """{"preconditions":{"uid":"other"}}""");
        var (stale, _) = await lab.AskAsync(HttpMethod.Delete, Maps + "/m", """{"preconditions":{"resourceVersion":"0"}}""");

        (other, stale).ShouldBe((409, 409));
    }

    [Fact(Timeout = 30_000)]
    public async Task Of_two_evictions_at_once_a_budget_of_one_allows_one()
    {
        await using var lab = await LabFixture.ShellAsync(Pod);
        await lab.Lab.WaitUntilReadyAsync(LabFixture.Cancelled);
        await lab.CreateAsync(Budgets, """{"metadata":{"name":"b"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"a"}}}}""");
        while ((await lab.GetAsync(Budgets + "/b")).Value("status", "disruptionsAllowed") != "1") { }

        var answers = await Task.WhenAll(EvictAsync(lab, "one"), EvictAsync(lab, "two"));

        answers.Select(answer => answer.Status).Order().ShouldBe([201, 429]);
        var cause = answers.Single(answer => answer.Status == 429).Body.ListAt("details", "causes").ShouldHaveSingleItem();
        cause.Value("reason").ShouldBe("DisruptionBudget");
    }

    [Fact(Timeout = 30_000)]
    public async Task Where_no_budget_is_about_a_pod_it_may_go()
    {
        await using var lab = await LabFixture.ShellAsync(Pod);
        await lab.Lab.WaitUntilReadyAsync(LabFixture.Cancelled);

        var (status, _) = await EvictAsync(lab, "one", "policy/v1beta1");

        status.ShouldBe(201);
        await lab.UntilGoneAsync("/api/v1/namespaces/default/pods/one");
    }

    private static Task<(int Status, Faultline.Abstractions.Data.DataObject Body)> EvictAsync(
        LabFixture lab,
        string pod,
        string version = "policy/v1"
    ) =>
        lab.AskAsync(
            HttpMethod.Post,
            $"/api/v1/namespaces/default/pods/{pod}/eviction",
            $$$$"""{"apiVersion":"{{{{version}}}}","kind":"Eviction","metadata":{"name":"{{{{pod}}}}"},"deleteOptions":{"gracePeriodSeconds":1}}"""
        );
}
