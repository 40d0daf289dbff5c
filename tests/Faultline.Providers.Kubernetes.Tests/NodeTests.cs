using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.TestKit;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>Choosing, cordoning, draining and deleting nodes, and what probes say of them.</summary>
public sealed class NodeTests : IAsyncDisposable
{
    private const string Pods = "/api/v1/namespaces/shop/pods/";
    private const string Managed = """ "ownerReferences":[{"kind":"ReplicaSet","name":"web-1","controller":true}] """;

    private readonly ManualClock _clock = new();
    private readonly World _world;

    public NodeTests() => _world = new World(_clock);

    public static TheoryData<string> Versions { get; } = [.. ServerVersion.All.Select(version => version.Name)];

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory(Timeout = 20_000)]
    [MemberData(nameof(Versions))]
    public async Task Pods_are_evicted_in_the_version_that_the_server_knows(string version)
    {
        await using var cluster = await ClusterAsync(ServerVersion.All.Single(one => one.Name == version));
        cluster.With(Pods + "a", Pod("a", Managed));

        (await DrainAsync(cluster, """{"name":"n1"}""")).ShouldBe("""succeeded ["n1"]""");

        cluster
            .Changes.Last()
            .ShouldBe(
                $$$"""POST {{{Pods}}}a/eviction {"apiVersion": "policy/{{{(version == "1.20" ? "v1beta1" : "v1")}}}", "kind": "Eviction", "metadata": {"name": "a", "namespace": "shop"}}"""
            );
        cluster.Api.Seen.Count(seen => seen.Path == "/api/v1").ShouldBe(1);
    }

    [Fact(Timeout = 20_000)]
    public async Task Discovery_is_asked_once_for_a_connection()
    {
        await using var cluster = await ClusterAsync();
        cluster.With(Pods + "a", Pod("a", Managed));
        await DrainAsync(cluster, """{"name":"n1"}""");
        cluster.With(Pods + "b", Pod("b", Managed));

        await DrainAsync(cluster, """{"name":"n1"}""");

        cluster.Api.Seen.Count(seen => seen.Path == "/api/v1").ShouldBe(1);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_pod_that_its_budget_keeps_is_asked_again_after_the_servers_wait()
    {
        await using var cluster = await ClusterAsync();
        var tries = new List<DateTimeOffset>();
        cluster
            .With(Pods + "a", Pod("a", Managed))
            .On(
                $"POST {Pods}a/eviction",
                _ =>
                {
                    tries.Add(_clock.GetUtcNow());
                    return tries.Count < 3
                        ? FakeAnswer.Status(
                            429,
                            "TooManyRequests",
                            "Cannot evict pod as it would violate the pod's disruption budget."
                        ) with
                        {
                            RetryAfter = "7",
                        }
                        : null;
                }
            );

        (await Patience.UntilAsync(_clock, DrainAsync(cluster, """{"name":"n1"}"""))).ShouldBe("""succeeded ["n1"]""");

        (tries[2] - tries[0]).ShouldBe(TimeSpan.FromSeconds(14));
        _world.Changes.All.Count(change => change.Verb == "evict").ShouldBe(1);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_budget_that_never_allows_it_is_told_at_the_deadline()
    {
        // By the real clock, since the last look at the pods is taken when the time is over.
        await using var world = new World();
        await using var cluster = await ClusterAsync();
        cluster
            .With(Pods + "a", Pod("a", Managed))
            .On(
                $"POST {Pods}a/eviction",
                FakeAnswer.Status(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.")
            );

        var outcome = await world.With(cluster).CallAsync("drain_nodes", """{"name":"n1","timeout":1}""");

        outcome
            .Line()
            .ShouldBe(
                "failed: Draining nodes did not completed within 1s. Remaining pods are:\na (cannot create the eviction of pod 'a' in namespace 'shop': "
                    + "HTTP 429 TooManyRequests: Cannot evict pod as it would violate the pod's disruption budget.)"
            );
        cluster.Changes.First().ShouldStartWith("PATCH /api/v1/nodes/n1");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_pod_of_the_same_name_and_another_uid_is_another_pod()
    {
        await using var cluster = await ClusterAsync();
        cluster
            .With(Pods + "a", Pod("a", Managed))
            .On(
                $"POST {Pods}a/eviction",
                _ =>
                {
                    cluster.With(Pods + "a", Pod("a", Managed + ""","uid":"another" """));
                    return new FakeAnswer(201, "{}");
                }
            );

        (await DrainAsync(cluster, """{"name":"n1"}""")).ShouldBe("""succeeded ["n1"]""");
    }

    [Fact(Timeout = 20_000)]
    public async Task Mirrors_and_pods_of_daemon_sets_stay_and_finished_ones_go()
    {
        await using var cluster = await ClusterAsync();
        cluster
            .With(Pods + "mirror", Pod("mirror", """ "annotations":{"kubernetes.io/config.mirror":"x"} """))
            .With(Pods + "daemon", Pod("daemon", """ "ownerReferences":[{"kind":"DaemonSet","name":"log","controller":true}] """))
            .With(Pods + "done", Pod("done", """ "labels":{} """, phase: "Succeeded"))
            .With(Pods + "elsewhere", Pod("elsewhere", Managed, node: "n2"));

        (await DrainAsync(cluster, """{"name":"n1"}""")).ShouldBe("""succeeded ["n1"]""");

        cluster.Changes.Where(change => change.StartsWith("POST", StringComparison.Ordinal)).Single().ShouldContain("/pods/done/eviction");
    }

    [Fact(Timeout = 20_000)]
    public async Task An_unmanaged_pod_is_found_before_anything_is_changed()
    {
        await using var cluster = await ClusterAsync();
        cluster.With(Pods + "alone", Pod("alone", """ "ownerReferences":null """)).With(Pods + "web", Pod("web", Managed));

        (await DrainAsync(cluster, """{"name":"n1"}""")).ShouldBe(
            "failed: Pod 'alone' on node 'n1' is unmanaged, cannot drain this node. Delete it manually first?"
        );
        cluster.Changes.ShouldBeEmpty();
    }

    [Theory(Timeout = 20_000)]
    [InlineData("{}", 0)]
    [InlineData("""{"delete_pods_with_local_storage":true}""", 1)]
    public async Task Pods_with_local_storage_go_only_where_that_is_wanted(string more, int evictions)
    {
        await using var cluster = await ClusterAsync();
        cluster.With(Pods + "cache", Pod("cache", Managed, """ "volumes":[{"name":"tmp","emptyDir":{}}] """));

        var outcome = await DrainAsync(cluster, Some.Object(more).With("name", "n1").ToString());

        outcome.ShouldBe(
            evictions == 1
                ? """succeeded ["n1"]"""
                : """succeeded ["n1"], unproven: pods with local storage were left where they are: 'cache' on node 'n1'; """
                    + "delete_pods_with_local_storage: true evicts them too"
        );
        cluster.Changes.Count(change => change.StartsWith("POST", StringComparison.Ordinal)).ShouldBe(evictions);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_node_that_was_cordoned_before_is_recorded_so()
    {
        await using var cluster = await ClusterAsync();
        cluster.With("/api/v1/nodes/n1", """{"spec":{"unschedulable":true}}""");

        await _world.With(cluster).CallAsync("cordon_node", """{"name":"n1"}""");
        await _world.CallAsync("uncordon_node", """{"name":"n1"}""");

        _world.Changes.All.Select(change => change.Undo).ShouldBe(["nothing to do: it was cordoned before", "kubectl cordon n1"]);
    }

    [Theory(Timeout = 20_000)]
    [InlineData("cordon_node", "{}")]
    [InlineData("uncordon_node", "{}")]
    [InlineData("drain_nodes", "{}")]
    [InlineData("delete_nodes", "{}")]
    public async Task No_selector_is_not_every_node(string function, string arguments)
    {
        await using var cluster = await ClusterAsync();

        (await _world.With(cluster).CallAsync(function, arguments)).ShouldBeOfType<ActivityOutcome.Failed>();
        cluster.Api.Seen.ShouldBeEmpty();
        _world.Check(function, arguments).Single().Severity.ShouldBe(CallProblemSeverity.Error);
    }

    [Theory(Timeout = 20_000)]
    [InlineData("""{"all":true}""", 3)]
    [InlineData("""{"rand":true}""", 1)]
    [InlineData("""{"count":2}""", 2)]
    [InlineData("""{"count":9}""", 3)]
    [InlineData("""{"label_selector":"pool=spot"}""", 1)]
    [InlineData("""{"label_selector":"pool=spot","all":true}""", 2)]
    public async Task So_many_nodes_are_deleted_and_none_twice(string arguments, int count)
    {
        await using var cluster = await ClusterAsync();

        var outcome = await _world.With(cluster).CallAsync("delete_nodes", arguments);

        var names = ((DataArray)outcome.ShouldBeOfType<ActivityOutcome.Succeeded>().Output).Items.Select(name => name.ToString()).ToList();
        names.Count.ShouldBe(count);
        names.Distinct().Count().ShouldBe(count);
        cluster.Changes.Count().ShouldBe(count);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_node_with_two_such_pods_is_chosen_once()
    {
        await using var cluster = await ClusterAsync();
        cluster
            .With(Pods + "a", Pod("a", """ "labels":{"app":"web"} """, node: "n2"))
            .With(Pods + "b", Pod("b", """ "labels":{"app":"web"} """, node: "n2"));

        var outcome = await _world
            .With(cluster)
            .CallAsync("delete_nodes", """{"all":true,"pod_label_selector":"app=web","pod_namespace":"shop"}""");

        outcome.Line().ShouldBe("""succeeded ["n2"]""");
    }

    [Theory(Timeout = 20_000)]
    [InlineData("""{"label_selector":"pool=none"}""", "failed to find a node that matches selector")]
    [InlineData("""{"pod_label_selector":"a=b"}""", "pod_label_selector and pod_namespace are given only together: give both, or none.")]
    public async Task A_selection_that_finds_nothing_fails(string arguments, string message)
    {
        await using var cluster = await ClusterAsync();

        (await _world.With(cluster).CallAsync("delete_nodes", arguments)).Line().ShouldBe("failed: " + message);
    }

    [Fact(Timeout = 20_000)]
    public async Task Probes_read_the_conditions_of_nodes()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster
            .With("/api/v1/nodes/a", Conditions("Ready=True", "PIDPressure=False", "MemoryPressure=False"))
            .With("/api/v1/nodes/b", Conditions("Ready=True", "PIDPressure=False", "DiskPressure=True"));

        (await ProbeAsync(cluster, "get_all_node_status_conditions", "{}")).ShouldBe(
            """succeeded [{"name": "a", "Ready": "True", "PIDPressure": "False", "MemoryPressure": "False"}, {"name": "b", "Ready": "True", "PIDPressure": "False", "DiskPressure": "True"}]"""
        );
        (await ProbeAsync(cluster, "all_nodes_must_be_ready_to_schedule", "{}")).ShouldBe("succeeded true");
        (await ProbeAsync(cluster, "verify_nodes_condition", "{}")).ShouldBe("succeeded true");
        (await ProbeAsync(cluster, "verify_nodes_condition", """{"condition_type":"MemoryPressure"}""")).ShouldBe("succeeded false");
        (await ProbeAsync(cluster, "nodes_must_be_healthy", "{}")).ShouldBe("succeeded false");
        (await ProbeAsync(cluster, "nodes_must_be_healthy", """{"label_selector":"x=y"}""")).ShouldBe("succeeded false");
        (await ProbeAsync(cluster, "get_nodes", "{}")).ShouldStartWith("""succeeded {"kind": "List",""");
    }

    private static Task<FakeCluster> ClusterAsync() => ClusterAsync(ServerVersion.Of133);

    private static async Task<FakeCluster> ClusterAsync(ServerVersion version) =>
        (await FakeCluster.StartAsync(version))
            .With("/api/v1/nodes/n1", """{"metadata":{"labels":{"pool":"spot"}},"spec":{}}""")
            .With("/api/v1/nodes/n2", """{"metadata":{"labels":{"pool":"spot"}},"spec":{}}""")
            .With("/api/v1/nodes/n3", """{"spec":{}}""");

    private static string Pod(
        string name,
        string metadata,
        string spec = """ "containers":[] """,
        string phase = "Running",
        string node = "n1"
    ) =>
        $$$"""{"metadata":{"uid":"uid-{{{name}}}",{{{metadata}}}},"spec":{"nodeName":"{{{node}}}",{{{spec}}}},"status":{"phase":"{{{phase}}}"}}""";

    private static string Conditions(params string[] conditions) =>
        $$$"""{"status":{"conditions":[{{{string.Join(",", conditions.Select(one => $$"""{"type":"{{one.Split('=')[0]}}","status":"{{one.Split('=')[1]}}"}"""))}}}]}}""";

    private async Task<string> DrainAsync(FakeCluster cluster, string arguments) =>
        (await _world.With(cluster).CallAsync("drain_nodes", arguments)).Line();

    private async Task<string> ProbeAsync(FakeCluster cluster, string function, string arguments) =>
        (await _world.With(cluster).CallAsync(function, arguments)).Line();
}
