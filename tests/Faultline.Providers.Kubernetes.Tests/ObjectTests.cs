using Faultline.Abstractions.Activities;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>Services, secrets, namespaces, ingresses, network policies and events, on servers of several ages.</summary>
public sealed class ObjectTests : IAsyncDisposable
{
    private readonly World _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory(Timeout = 20_000)]
    [InlineData("1.18", "v1beta1")]
    [InlineData("1.20", "v1")]
    [InlineData("1.27", "v1")]
    [InlineData("1.33", "v1")]
    public async Task Ingresses_and_events_are_asked_for_in_the_best_version_there_is(string version, string expected)
    {
        await using var cluster = await FakeCluster.StartAsync(Of(version));

        (await CallAsync(cluster, "ingress_exists", """{"name":"front","ns":"shop"}""")).ShouldBe("succeeded false");
        (await CallAsync(cluster, "get_events", """{"field_selector":"reason=Killing","label_selector":"a=b"}""")).ShouldStartWith(
            "succeeded {"
        );

        cluster.Lines.ShouldBe([
            $"GET /apis/networking.k8s.io/{expected}/namespaces/shop/ingresses/front",
            $"GET /apis/events.k8s.io/{expected}/events?labelSelector=a=b&fieldSelector=reason=Killing&limit=100",
        ]);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_manifest_that_names_a_version_is_sent_in_it()
    {
        await using var cluster = await FakeCluster.StartAsync(ServerVersion.Of120);
        var path = _world.Folder.Write("i.yaml", "apiVersion: networking.k8s.io/v1beta1\nkind: Ingress\nmetadata: {name: front}");

        await CallAsync(cluster, "create_ingress", $$"""{"spec_path":"{{path}}","ns":"shop"}""");

        cluster.Changes.Single().ShouldStartWith("POST /apis/networking.k8s.io/v1beta1/namespaces/shop/ingresses ");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_server_without_a_version_that_we_know_is_told_so()
    {
        await using var cluster = await FakeCluster.StartAsync(
            ServerVersion.Of133 with
            {
                Groups = ServerVersion.Of133.Groups.SetItem("networking.k8s.io", ["v2"]),
            }
        );

        (await CallAsync(cluster, "deny_all_egress", """{"ns":"shop"}""")).ShouldBe(
            "failed: the server has no networkpolicies of the API group 'networking.k8s.io' in a version that we know (v1); of the group it has v2."
        );
    }

    [Theory(Timeout = 20_000)]
    [InlineData("service_is_initialized", """{"name":"web","ns":"shop"}""", "succeeded true")]
    [InlineData("service_is_initialized", """{"name":"db","ns":"shop"}""", "failed: service 'db' is not initialized")]
    [InlineData("service_is_initialized", """{"name":"db","ns":"shop","raise_if_service_not_initialized":false}""", "succeeded false")]
    [InlineData("service_is_initialized", """{"label_selector":"app=db","ns":"shop"}""", "failed: service 'None' is not initialized")]
    [InlineData("chaosk8s.secret.probes.secret_exists", """{"name":"keys","ns":"shop"}""", "succeeded true")]
    [InlineData("chaosk8s.secret.probes.secret_exists", """{"name":"none","ns":"shop"}""", "succeeded false")]
    [InlineData("namespace_exists", """{"name":"shop"}""", "succeeded true")]
    [InlineData("namespace_exists", """{"name":"none"}""", "succeeded false")]
    [InlineData("create_namespace", "{}", "failed: You need to either specify name or spec_path")]
    [InlineData("create_network_policy", "{}", "failed: You need to either specify spec or spec_path")]
    [InlineData(
        "delete_service",
        """{"name":"none","ns":"shop"}""",
        "failed: cannot get service 'none' in namespace 'shop': HTTP 404 NotFound: \"none\" not found"
    )]
    [InlineData(
        "update_ingress",
        """{"name":"none","spec":{},"ns":"shop"}""",
        "failed: failed to update ingress 'none': cannot get ingress 'none' in namespace 'shop': HTTP 404 NotFound: \"none\" not found"
    )]
    [InlineData(
        "update_daemon_set",
        """{"name":"none","spec":{},"ns":"shop"}""",
        "failed: failed to update daemon set 'none': cannot get daemon set 'none' in namespace 'shop': HTTP 404 NotFound: \"none\" not found"
    )]
    public async Task Objects_are_looked_for_and_missed(string function, string arguments, string outcome)
    {
        await using var cluster = await Samples.Cluster();

        (await CallAsync(cluster, function, arguments)).ShouldBe(outcome);
        cluster.Changes.ShouldBeEmpty();
    }

    [Fact(Timeout = 20_000)]
    public async Task A_policy_of_the_same_name_is_in_the_way_and_another_name_is_not()
    {
        await using var cluster = await Samples.Cluster();

        (await CallAsync(cluster, "deny_all_egress", """{"ns":"shop"}""")).ShouldBe("succeeded null");
        (await CallAsync(cluster, "deny_all_egress", """{"ns":"shop"}""")).ShouldContain("HTTP 409 AlreadyExists");
        (await CallAsync(cluster, "deny_all_egress", """{"ns":"shop","name":"mine"}""")).ShouldBe("succeeded null");
        (await CallAsync(cluster, "remove_deny_all_egress", """{"ns":"shop","name":"mine"}""")).ShouldBe("succeeded null");
        (await CallAsync(cluster, "remove_deny_all_egress", """{"ns":"shop"}""")).ShouldBe("succeeded null");
    }

    [Theory(Timeout = 20_000)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task What_would_be_done_twice_is_not_sent_again(int code)
    {
        await using var cluster = await Samples.Cluster();
        cluster.On("POST /api/v1/namespaces", FakeAnswer.Status(code, "Busy", "later") with { RetryAfter = "0" });
        cluster.On("DELETE /api/v1/namespaces/shop/services/web", FakeAnswer.Status(code, "Busy", "later") with { RetryAfter = "0" });

        (await CallAsync(cluster, "create_namespace", """{"name":"new"}""")).ShouldContain($"HTTP {code} Busy: later");
        (await CallAsync(cluster, "delete_service", """{"name":"web","ns":"shop"}""")).ShouldContain($"HTTP {code} Busy: later");

        cluster.Api.Seen.Count(seen => seen.Method == "POST").ShouldBe(1);
        cluster.Api.Seen.Count(seen => seen.Method == "DELETE").ShouldBe(6);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_name_that_the_server_would_choose_is_chosen_before()
    {
        await using var cluster = await Samples.Cluster();
        var path = _world.Folder.Write("d.yaml", "metadata: {generateName: new-}\nspec: {}");

        await CallAsync(cluster, "create_deployment", $$"""{"spec_path":"{{path}}","ns":"shop"}""");

        var name = _world.Changes.All.Single().Name;
        name.ShouldMatch("^new-[a-z0-9]{5}$");
        cluster.Find("/apis/apps/v1/namespaces/shop/deployments/" + name).ShouldNotBeNull();
    }

    [Fact]
    public void Files_that_are_not_there_are_a_warning_before_the_run()
    {
        var problem = _world.Check("create_service_endpoint", """{"spec_path":"nowhere.yaml"}""").Single();

        (problem.Severity, problem.Message).ShouldBe((CallProblemSeverity.Warning, "there is no file 'nowhere.yaml' yet"));
    }

    [Fact]
    public void A_limit_of_none_is_an_error_before_the_run() =>
        _world.Check("get_events", """{"limit":0}""").Single().Message.ShouldBe("a limit of 0 is none");

    private static ServerVersion Of(string name) => ServerVersion.All.Add(ServerVersion.Of118).Single(version => version.Name == name);

    private async Task<string> CallAsync(FakeCluster cluster, string function, string arguments) =>
        (await _world.With(cluster).CallAsync(function, arguments)).Line();
}
