using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>Faults of Chaos Mesh: what is refused, and what is known of those that are there. The manifests stand in a snapshot.</summary>
public sealed class ChaosMeshTests : IAsyncDisposable
{
    private const string Slow = "/apis/chaos-mesh.org/v1alpha1/namespaces/shop/networkchaos/slow";
    private const string Selected = """ "name":"f","ns":"shop","label_selectors":"app=web" """;

    private readonly World _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory(Timeout = 20_000)]
    [InlineData("add_latency", """{"name":"f","latency":"1s"}""", "Nothing says which pods the fault is for")]
    [InlineData("add_latency", "{" + Selected + "}", "latency is not given: there is nothing to do to the packets")]
    [InlineData("add_latency", "{" + Selected + ""","latency":"fast"}""", "latency 'fast' is not a length of time")]
    [InlineData("add_latency", "{" + Selected + ""","latency":"1s","mode":"some"}""", "there is no mode 'some'")]
    [InlineData(
        "add_latency",
        "{" + Selected + ""","latency":"1s","mode":"fixed"}""",
        "the mode 'fixed' takes a whole number from 1 on as mode_value"
    )]
    [InlineData(
        "add_latency",
        "{" + Selected + ""","latency":"1s","mode":"random-max-percent","mode_value":"101"}""",
        "the mode 'random-max-percent' takes a whole number from 1 to 100 as mode_value"
    )]
    [InlineData("add_latency", "{" + Selected + ""","latency":"1s","direction":"up"}""", "there is no direction 'up'")]
    [InlineData(
        "add_latency",
        "{" + Selected + ""","latency":"1s","direction":"from"}""",
        "direction 'from' and 'both' need the pods at the other end, and take no external_targets"
    )]
    [InlineData(
        "k8s.chaosmesh.http.actions.abort",
        "{" + Selected + ""","port":80,"target":"Request","code":500}""",
        "code has no meaning for the target Request"
    )]
    [InlineData("k8s.chaosmesh.http.actions.abort", "{" + Selected + ""","port":80,"target":"request"}""", "there is no target 'request'")]
    [InlineData("create_io_fault", "{" + Selected + ""","action":"fault","spec":{}}""", "volumePath is not given in spec")]
    [InlineData("k8s.chaosmesh.actions.pause", """{"kind":"NetworkChaoz","name":"f","ns":"shop"}""", "there is no kind 'NetworkChaoz'")]
    public async Task A_fault_that_can_t_be_meant_is_refused_before_and_in_the_run(string function, string arguments, string message)
    {
        await using var cluster = await Samples.Cluster();

        (await CallAsync(cluster, function, arguments)).ShouldStartWith("failed: " + message);
        _world.Check(function, arguments).Where(p => p.Severity == CallProblemSeverity.Error).Select(p => p.Message).ShouldContain(message);
        cluster.Changes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("0.5s", "500ms")]
    [InlineData("1.5h", "90m")]
    [InlineData("0.25ms", "250us")]
    [InlineData("10ms", "10ms")]
    [InlineData("2.0s", "2s")]
    public void Fractions_are_written_in_a_smaller_unit(string given, string written) =>
        ChaosMesh.GoDuration.Of("latency", given).ShouldBe(written);

    [Fact]
    public void A_fault_of_the_network_without_a_duration_is_warned_of() =>
        _world
            .Check("set_loss", "{" + Selected + ""","loss":"10"}""")
            .Single()
            .Message.ShouldBe("no duration is given: the fault lasts until delete_network_fault");

    [Fact(Timeout = 20_000)]
    public async Task A_fault_is_kept_from_namespaces_that_are_protected()
    {
        await using var cluster = await Samples.Cluster();

        (
            await CallAsync(cluster, "set_loss", """{"name":"f","ns":"shop","namespaces_selectors":"shop,kube-system","loss":10}""")
        ).ShouldStartWith("failed: the namespace 'kube-system' is protected");
        (
            await CallAsync(
                cluster,
                "create_pod_fault",
                """{"name":"f","ns":"shop","action":"pod-kill","spec":{"mode":"all","selector":{"pods":{"kube-system":["dns"]}}}}"""
            )
        ).ShouldStartWith("failed: the namespace 'kube-system' is protected");
        cluster.Changes.ShouldBeEmpty();
    }

    [Fact(Timeout = 20_000)]
    public async Task All_pods_may_be_hit_where_that_is_said()
    {
        await using var cluster = await Samples.Cluster();

        (await CallAsync(cluster, "set_loss", """{"name":"f","ns":"shop","loss":10,"mode":"all","all":true}""")).ShouldContain(
            "\"mode\": \"all\", \"selector\": {}"
        );
    }

    [Fact(Timeout = 20_000)]
    public async Task A_cluster_without_Chaos_Mesh_is_told_so()
    {
        await using var cluster = await Samples.Cluster();
        cluster.On(
            "POST /apis/chaos-mesh.org/v1alpha1/namespaces/shop/networkchaos",
            new FakeAnswer(404, "404 page not found") { ContentType = "text/plain" }
        );

        (await CallAsync(cluster, "set_loss", "{" + Selected + ""","loss":10}""")).ShouldBe(
            "failed: Failed to create custom resource object: the cluster has no NetworkChaos, so Chaos Mesh is not installed: "
                + "cannot create networkchaos in namespace 'shop': HTTP 404 NotFound"
        );
    }

    [Fact(Timeout = 20_000)]
    public async Task An_injection_is_waited_for()
    {
        await using var cluster = await Samples.Cluster();
        cluster.With(Slow, Fault("Run", "Selected=True", "AllInjected=False"));
        cluster.On(
            "GET /apis/chaos-mesh.org/v1alpha1/namespaces/shop/networkchaos",
            seen =>
                seen.Query.Contains("watch=true", StringComparison.Ordinal)
                    ? FakeAnswer.Lines($$$"""{"type":"MODIFIED","object":{{{Fault("Run", "Selected=True", "AllInjected=True")}}}}""")
                    : null
        );

        (await CallAsync(cluster, "wait_for_injected", """{"kind":"NetworkChaos","name":"slow","ns":"shop"}""")).ShouldBe("succeeded true");
    }

    [Theory(Timeout = 20_000)]
    [InlineData("slow", true, "failed: the NetworkChaos 'slow' hits nothing: no target matches its selector")]
    [InlineData("slow", false, "failed: the NetworkChaos 'slow' was not injected within 0s: shop/web: no such device")]
    [InlineData("none", false, "failed: there is no NetworkChaos 'none' in namespace 'shop'")]
    public async Task An_injection_that_does_not_come_is_told_with_its_reason(string name, bool hitsNothing, string outcome)
    {
        await using var cluster = await Samples.Cluster();
        cluster.With(
            Slow,
            hitsNothing
                ? """{"status":{"conditions":[{"type":"Selected","status":"False"},{"type":"AllInjected","status":"True"}],"experiment":{"desiredPhase":"Run"}}}"""
                : Fault("Run", "Selected=True", "AllInjected=False")
        );

        (await CallAsync(cluster, "wait_for_injected", $$"""{"kind":"networkchaos","name":"{{name}}","ns":"shop","timeout":0}""")).ShouldBe(
            outcome
        );
    }

    [Theory(Timeout = 20_000)]
    [InlineData("Stop", "AllRecovered=True", "succeeded true")]
    [InlineData("Run", "AllRecovered=True", "failed: the NetworkChaos 'slow' did not recover within 0s: shop/web: no such device")]
    [InlineData("Stop", "AllRecovered=False", "failed: the NetworkChaos 'slow' did not recover within 0s: shop/web: no such device")]
    public async Task A_recovery_is_waited_for(string phase, string condition, string outcome)
    {
        await using var cluster = await Samples.Cluster();
        cluster.With(Slow, Fault(phase, condition));

        (await CallAsync(cluster, "wait_for_recovered", """{"kind":"NetworkChaos","name":"slow","ns":"shop","timeout":0}""")).ShouldBe(
            outcome
        );
    }

    [Fact(Timeout = 20_000)]
    public async Task A_fault_that_is_gone_has_recovered()
    {
        await using var cluster = await Samples.Cluster();

        (await CallAsync(cluster, "wait_for_recovered", """{"kind":"NetworkChaos","name":"gone","ns":"shop"}""")).ShouldBe(
            "succeeded true"
        );
    }

    private static string Fault(string phase, params string[] conditions)
    {
        var all = conditions.Select(one => (DataNode)DataObject.Of(("type", one.Split('=')[0]), ("status", one.Split('=')[1])));
        return $$$"""
            {"metadata":{"name":"slow","namespace":"shop"},"status":{"conditions":{{{DataArray.Of(
                all
            )}}},"experiment":{"desiredPhase":"{{{phase}}}","containerRecords":[
             {"id":"shop/web","selectorKey":".","phase":"Injected","events":[{"type":"Failed","operation":"Apply","message":"no such device"}]}]} } }
            """.ReplaceLineEndings(
            ""
        );
    }

    private async Task<string> CallAsync(FakeCluster cluster, string function, string arguments) =>
        (await _world.With(cluster).CallAsync(function, arguments)).Line();
}
