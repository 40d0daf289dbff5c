using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Abstractions.Planning;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>What functions tell beforehand: the targets that they would hit, and that nothing is changed to find them.</summary>
public sealed class PlanTests : IAsyncDisposable
{
    private const string Pods = "/api/v1/namespaces/shop/pods/";
    private const string Deployments = "/apis/apps/v1/namespaces/shop/deployments/";

    private readonly World _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact(Timeout = 60_000)]
    public async Task The_pods_that_would_go_are_named_with_their_share_and_what_brings_them_back()
    {
        await using var cluster = await ShopAsync();

        var plan = await PlanAsync(cluster, "terminate_pods", """{"label_selector":"app=web","qty":1,"ns":"shop"}""");

        Line(plan).ShouldBe("Known: pod web-1 deleted");
        plan.Shares.Single().ShouldBe(new TargetShare("deployment 'web' in namespace 'shop'", "pods", 1, 3, 2));
        plan.Targets.Single().Undo.ShouldBe("nothing to do: ReplicaSet 'web-abc' makes another in its place");
        plan.Targets.Single().OwnerIdentity.ShouldBe(cluster.Api.Address + "/apis/apps/v1/namespaces/shop/deployments/web");
    }

    [Fact(Timeout = 60_000)]
    public async Task Where_chance_chooses_all_it_may_choose_are_named()
    {
        await using var cluster = await ShopAsync();

        var plan = await PlanAsync(cluster, "terminate_pods", """{"label_selector":"app=web","qty":2,"rand":true,"ns":"shop"}""");

        plan.ByChance.ShouldBe(new TargetChance("pod", 2, "rand"));
        Line(plan).ShouldBe("Known: pod web-1 deleted, pod web-2 deleted, pod web-3 deleted");
        plan.Shares.Single().Hit.ShouldBe(2);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_plan_chooses_the_pods_that_the_run_then_takes()
    {
        await using var cluster = await ShopAsync();
        const string Arguments = """{"label_selector":"app=web","mode":"percentage","qty":50,"order":"oldest","ns":"shop"}""";

        var planned = (await PlanAsync(cluster, "terminate_pods", Arguments)).Targets.Select(target => target.Name).ToList();
        await _world.CallAsync("terminate_pods", Arguments);

        planned.ShouldBe(_world.Changes.All.Select(change => change.Name));
    }

    [Fact(Timeout = 60_000)]
    public async Task Replicas_are_told_before_and_after_and_later_calls_see_what_earlier_ones_leave()
    {
        await using var cluster = await ShopAsync();
        var context = new PlanContext(looks: true);

        var down = await PlanAsync(cluster, "scale_deployment", """{"name":"web","replicas":0,"ns":"shop"}""", context);
        var up = await PlanAsync(cluster, "scale_deployment", """{"name":"web","replicas":3,"ns":"shop"}""", context);

        (Line(down), Line(up)).ShouldBe(("Known: deployment web 3 -> 0 replicas", "Known: deployment web 0 -> 3 replicas"));
        down.Shares.Single().Percent.ShouldBe(100);
        up.Shares.ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task What_an_earlier_call_would_create_is_there_for_a_later_one()
    {
        await using var cluster = await ShopAsync();
        var context = new PlanContext(looks: true);

        var deny = await PlanAsync(cluster, "deny_all_ingress", """{"label_selectors":{"app":"web"},"ns":"shop"}""", context);
        var allow = await PlanAsync(cluster, "remove_deny_all_ingress", """{"ns":"shop"}""", context);

        Line(deny).ShouldStartWith("Known: network policy chaostoolkit-deny-all-ingress created, pod web-1 under network policy");
        Line(allow).ShouldBe("Known: network policy chaostoolkit-deny-all-ingress deleted");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_drain_names_pods_and_the_budgets_in_their_way_without_waiting_for_any_to_go()
    {
        await using var cluster = await ShopAsync();
        cluster.With(
            "/apis/policy/v1/namespaces/shop/poddisruptionbudgets/web",
            """{"spec":{"selector":{"matchLabels":{"app":"web"}}},"status":{"disruptionsAllowed":1}}"""
        );

        var plan = await PlanAsync(cluster, "drain_nodes", """{"name":"n1"}""");

        Line(plan).ShouldBe("Known: node n1 takes no more pods, pod web-1 evicted, pod web-2 evicted");
        plan.Warnings.ShouldBe([
            "disruption budget 'web' in namespace 'shop' allows 1 disruptions now, and 2 pods of it would be evicted: web-1, web-2",
        ]);
        plan.Shares.First().ShouldBe(new TargetShare("the cluster", "nodes", 1, 2, 2));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_fault_of_Chaos_Mesh_hits_the_pods_of_its_selector()
    {
        await using var cluster = await ShopAsync();

        var plan = await PlanAsync(
            cluster,
            "chaosk8s.chaosmesh.network.actions.add_latency",
            """{"name":"slow","ns":"shop","label_selectors":{"app":"web"},"latency":"100ms"}"""
        );

        Line(plan).ShouldStartWith("Known: NetworkChaos slow created: delay, pod web-1 hit by NetworkChaos 'slow'");
        plan.ByChance.ShouldBe(new TargetChance("pod", 1, "mode one"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Commands_in_pods_are_not_run_and_can_not_be_taken_back()
    {
        await using var cluster = await ShopAsync();

        var plan = await PlanAsync(cluster, "exec_in_pods", """{"cmd":"rm -rf /","label_selector":"app=web","all":true,"ns":"shop"}""");

        Line(plan).ShouldStartWith("Known: pod web-1 runs a command in it");
        plan.Targets.ShouldAllBe(target => !target.CanBeUndone);
        cluster.Lines.ShouldNotContain(line => line.Contains("exec", StringComparison.Ordinal));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(
        "terminate_pods",
        """{"label_selector":"app=nobody","ns":"shop"}""",
        "NoTarget: no pod was deleted: none in namespace 'shop'"
    )]
    [InlineData("delete_service", """{"name":"none","ns":"shop"}""", "NoTarget: cannot get service 'none'")]
    [InlineData("delete_nodes", """{"label_selector":"pool=none"}""", "NoTarget: failed to find a node that matches selector")]
    [InlineData(
        "terminate_pods",
        """{"label_selector":"a=b","all":true,"ns":"kube-system"}""",
        "NoTarget: the namespace 'kube-system' is protected"
    )]
    public async Task What_would_hit_nothing_or_be_refused_is_no_target(string function, string arguments, string expected)
    {
        await using var cluster = await ShopAsync();

        Line(await PlanAsync(cluster, function, arguments)).ShouldStartWith(expected);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(403)]
    [InlineData(500)]
    public async Task A_look_that_fails_leaves_the_targets_unknown(int code)
    {
        await using var cluster = await ShopAsync();
        cluster.On("GET /api/v1/namespaces/shop/pods", FakeAnswer.Status(code, "No", "no"));

        var plan = await PlanAsync(cluster, "terminate_pods", """{"label_selector":"app=web","ns":"shop"}""");

        Line(plan).ShouldStartWith("Unknown: cannot list pods in namespace 'shop': HTTP " + code);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_cluster_that_is_not_there_leaves_the_targets_unknown()
    {
        _world.With("http://127.0.0.1:1");

        var plan = await PlanAsync("terminate_pods", """{"label_selector":"app=web","ns":"shop"}""", new PlanContext(looks: true));

        plan.Knowledge.ShouldBe(TargetKnowledge.Unknown);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_right_that_is_missing_is_named_by_verb_resource_and_namespace()
    {
        await using var cluster = await ShopAsync();
        cluster.On(
            "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            seen => new FakeAnswer(
                201,
                $$"""{"status": {"allowed": {{(seen.Body.Contains("delete", StringComparison.Ordinal) ? "false" : "true")}} } }"""
            )
        );

        var plan = await PlanAsync(cluster, "terminate_pods", """{"label_selector":"app=web","ns":"shop"}""");

        plan.Rights.ShouldBe([new PlannedRight("list", "pods", "shop", true), new PlannedRight("delete", "pods", "shop", false)]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Nothing_is_asked_where_nobody_may_look()
    {
        await using var cluster = await ShopAsync();

        var plan = await PlanAsync(
            cluster,
            "terminate_pods",
            """{"label_selector":"app=web","ns":"shop"}""",
            new PlanContext(looks: false)
        );

        plan.Knowledge.ShouldBe(TargetKnowledge.NotLooked);
        plan.Identity!.Who.ShouldBe("user 'alice' (token)");
        cluster.Api.Seen.ShouldBeEmpty();
    }

    [Fact(Timeout = 120_000)]
    public async Task No_plan_of_any_function_changes_anything()
    {
        await using var cluster = await ShopAsync();
        var context = new PlanContext(looks: true);
        _world.With(cluster);
        foreach (var function in _world.Functions.All)
        {
            await PlanAsync(function.Signature.FullName, Arguments(function.Signature), context);
        }

        cluster
            .Api.Seen.Where(seen => seen.Method != "GET")
            .Select(seen => seen.Line)
            .Distinct()
            .ShouldBe(
                ["POST /apis/authentication.k8s.io/v1/selfsubjectreviews", "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews"],
                ignoreOrder: true
            );
        cluster.Api.Seen.ShouldNotContain(seen => seen.Path.EndsWith("/exec", StringComparison.Ordinal));
    }

    // Something for every parameter, so that each function gets as far as it can.
    private static string Arguments(FunctionSignature function)
    {
        var given = function
            .Parameters.Where(parameter => parameter.Default is null || parameter.Name is "ns" or "all" or "label_selector")
            .Select(parameter => new DataMember(
                parameter.Name,
                parameter.Name switch
                {
                    "ns" => "shop",
                    "name" or "deployment_name" or "service_name" => "web",
                    "label_selector" => "app=web",
                    "resource" => DataObject.Of(
                        ("apiVersion", "apps/v1"),
                        ("kind", "Deployment"),
                        ("metadata", DataObject.Of(("name", "web"), ("namespace", "shop")))
                    ),
                    "kind" => "PodChaos",
                    "group" => "apps",
                    "version" => "v1",
                    "plural" => "deployments",
                    _ => parameter.Type switch
                    {
                        "integer" or "number" => 1,
                        "boolean" => true,
                        "list" => DataArray.Of(["web"]),
                        "mapping" => DataObject.Of(("app", "web")),
                        _ => "1",
                    },
                }
            ));
        return new DataObject(given).ToString();
    }

    private static async Task<FakeCluster> ShopAsync() =>
        (await FakeCluster.StartAsync())
            .With("/api/v1/nodes/n1", Ready)
            .With("/api/v1/nodes/n2", Ready)
            .With(Pods + "web-1", Pod("n1", "True", "2026-01-03"))
            .With(Pods + "web-2", Pod("n1", "True", "2026-01-02"))
            .With(Pods + "web-3", Pod("n2", "False", "2026-01-01"))
            .With(Deployments + "web", """{"spec":{"replicas":3},"status":{"readyReplicas":2}}""")
            .On("POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews", new FakeAnswer(201, """{"status":{"allowed":true}}"""))
            .On(
                "POST /apis/authentication.k8s.io/v1/selfsubjectreviews",
                new FakeAnswer(201, """{"status":{"userInfo":{"username":"alice@example.org"}}}""")
            );

    private const string Ready = """{"spec":{},"status":{"conditions":[{"type":"Ready","status":"True"}]}}""";

    private static string Pod(string node, string ready, string created) =>
        $$$"""
            {"metadata":{"uid":"{{{created}}}","creationTimestamp":"{{{created}}}T00:00:00Z","labels":{"app":"web","pod-template-hash":"abc"},
             "ownerReferences":[{"kind":"ReplicaSet","name":"web-abc","controller":true}]},
             "spec":{"nodeName":"{{{node}}}","containers":[{"name":"main"}]},
             "status":{"phase":"Running","conditions":[{"type":"Ready","status":"{{{ready}}}"}]}}
            """;

    private Task<CallPlan> PlanAsync(FakeCluster cluster, string function, string arguments, PlanContext? context = null)
    {
        _world.With(cluster);
        return PlanAsync(function, arguments, context ?? new PlanContext(looks: true));
    }

    private Task<CallPlan> PlanAsync(string function, string arguments, PlanContext context) =>
        ((IPlanFunction)_world.Find(function)).PlanAsync(
            new FunctionCall(Some.Object(arguments), DataObject.Empty, DataObject.Empty),
            context,
            TestContext.Current.CancellationToken
        );

    private static string Line(CallPlan plan) =>
        $"{plan.Knowledge}: "
        + (plan.Reason ?? string.Join(", ", plan.Targets.Select(target => $"{target.Kind} {target.Name} {target.Change}")));
}
