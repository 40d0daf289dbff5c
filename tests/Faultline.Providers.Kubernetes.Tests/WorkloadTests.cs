
namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>Deployments, stateful sets, daemon sets, replica sets.</summary>
public sealed class WorkloadTests : IAsyncDisposable
{
    private const string Web = "/apis/apps/v1/namespaces/shop/deployments/web";
    private const string Log = "/apis/apps/v1/namespaces/shop/daemonsets/log";

    private readonly World _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory(Timeout = 20_000)]
    [InlineData("""{"spec":{"replicas":3},"status":{"availableReplicas":3}}""", "succeeded true")]
    [InlineData("""{"spec":{"replicas":3},"status":{"availableReplicas":2}}""", "failed: Deployment 'web' is not healthy")]
    [InlineData("""{"spec":{"replicas":3},"status":{}}""", "failed: Deployment 'web' is not healthy")]
    [InlineData("""{"spec":{"replicas":0},"status":{"availableReplicas":null}}""", "succeeded true")]
    [InlineData("""{"spec":{"replicas":0}}""", "succeeded true")]
    public async Task A_deployment_is_healthy_when_all_it_asks_for_is_available(string deployment, string outcome)
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.With(Web, deployment);

        (await CallAsync(cluster, "deployment_available_and_healthy", """{"name":"web","ns":"shop"}""")).ShouldBe(outcome);
    }

    [Theory(Timeout = 20_000)]
    [InlineData("""{"spec":{"replicas":3},"status":{"availableReplicas":1}}""", "succeeded true")]
    [InlineData("""{"spec":{"replicas":3},"status":{"availableReplicas":null}}""", "failed: Deployment 'web' is not healthy")]
    public async Task A_deployment_is_partially_available_from_one_replica_on(string deployment, string outcome)
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.With(Web, deployment);

        (await CallAsync(cluster, "deployment_partially_available", """{"name":"web","ns":"shop"}""")).ShouldBe(outcome);
    }

    [Theory(Timeout = 20_000)]
    [InlineData("deployment_available_and_healthy", "{}", "failed: Deployment 'web' was not found")]
    [InlineData("deployment_partially_available", "{}", "failed: Deployment 'web' was not found")]
    [InlineData("deployment_available_and_healthy", """{"raise_on_unavailable":false}""", "succeeded false")]
    [InlineData("daemon_set_available_and_healthy", "{}", "succeeded false")]
    [InlineData("daemon_set_partially_available", "{}", "succeeded false")]
    public async Task What_is_not_there_is_not_well(string function, string more, string outcome)
    {
        await using var cluster = await FakeCluster.StartAsync();

        (await CallAsync(cluster, function, Some.Object(more).With("name", "web").ToString())).ShouldBe(outcome);
    }

    [Theory(Timeout = 20_000)]
    [InlineData("""{"status":{"desiredNumberScheduled":2,"numberReady":2}}""", "succeeded true", "succeeded true")]
    [InlineData("""{"status":{"desiredNumberScheduled":2,"numberReady":1}}""", "succeeded false", "succeeded true")]
    [InlineData("""{"status":{"desiredNumberScheduled":2}}""", "succeeded false", "succeeded false")]
    public async Task A_daemon_set_counts_the_nodes_it_should_be_on(string daemonSet, string healthy, string partially)
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.With(Log, daemonSet);

        (await CallAsync(cluster, "daemon_set_available_and_healthy", """{"name":"log","ns":"shop"}""")).ShouldBe(healthy);
        (await CallAsync(cluster, "daemon_set_partially_available", """{"name":"log","ns":"shop"}""")).ShouldBe(partially);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_scale_that_is_refused_says_what_was_wanted()
    {
        await using var cluster = await Samples.Cluster();
        cluster.On("PATCH " + Web, FakeAnswer.Status(403, "Forbidden", "User \"bob\" cannot patch resource \"deployments\""));

        (await CallAsync(cluster, "scale_deployment", """{"name":"web","replicas":5,"ns":"shop"}""")).ShouldBe(
            "crashed: failed to scale 'web' to 5 replicas: cannot patch deployment 'web' in namespace 'shop': HTTP 403 Forbidden: user 'bob' may not "
                + "patch 'deployments.apps' in namespace 'shop'. Grant it the verb 'patch' on 'deployments.apps' in namespace 'shop'."
        );
    }

    [Theory(Timeout = 20_000)]
    [InlineData("delete_deployment")]
    [InlineData("delete_daemon_set")]
    [InlineData("remove_statefulset")]
    [InlineData("delete_replica_set")]
    public async Task No_selector_is_not_everything(string function)
    {
        await using var cluster = await Samples.Cluster();

        (await CallAsync(cluster, function, """{"ns":"shop"}""")).ShouldBe(
            "failed: No selector is given, which would mean everything there is (name, label_selector): give one, or all: true if you mean it."
        );
        (await CallAsync(cluster, function, """{"ns":"shop","all":true}""")).ShouldBe("succeeded null");
        cluster.Changes.Count().ShouldBe(1);
        _world.Check(function, "{}").Single().Message.ShouldStartWith("No selector is given");
        _world.Check(function, """{"name":"${name}"}""").ShouldBeEmpty();
        _world.Check(function, """{"all":true}""").ShouldBeEmpty();
    }

    [Fact(Timeout = 20_000)]
    public async Task Both_selectors_must_match()
    {
        await using var cluster = await Samples.Cluster();

        (await CallAsync(cluster, "delete_deployment", """{"name":"web","label_selector":"app=db","ns":"shop"}""")).ShouldBe(
            "succeeded null, unproven: no deployment was deleted: none in namespace 'shop' matches name 'web' and label_selector 'app=db'"
        );
    }

    [Theory(Timeout = 20_000)]
    [InlineData("d.txt", "x: 1", "cannot process")]
    [InlineData("d.json", "[1]", "it holds a list, not an object")]
    [InlineData("d.yaml", "a: [", "cannot process")]
    [InlineData("d.yaml", "kind: Service\nmetadata: {name: a}", "the manifest is one of a Service, not of a Deployment")]
    [InlineData("d.yaml", "kind: Deployment\nmetadata: {}", "the manifest has no metadata.name")]
    public async Task A_file_that_holds_no_deployment_is_refused(string file, string text, string message)
    {
        await using var cluster = await Samples.Cluster();
        var path = _world.Folder.Write(file, text);

        var outcome = await CallAsync(cluster, "create_deployment", $$"""{"spec_path":"{{path}}","ns":"shop"}""");

        outcome.ShouldStartWith("failed: ");
        outcome.ShouldContain(message);
        cluster.Changes.ShouldBeEmpty();
    }

    [Fact(Timeout = 20_000)]
    public async Task What_is_there_already_can_t_be_created()
    {
        await using var cluster = await Samples.Cluster();
        var path = _world.Folder.Write("d.yaml", "metadata: {name: web}\nspec: {}");

        (await CallAsync(cluster, "create_deployment", $$"""{"spec_path":"{{path}}","ns":"shop"}""")).ShouldBe(
            "failed: cannot create deployments in namespace 'shop': HTTP 409 AlreadyExists: \"web\" already exists"
        );
    }

    private async Task<string> CallAsync(FakeCluster cluster, string function, string arguments) =>
        (await _world.With(cluster).CallAsync(function, arguments)).Line();
}
