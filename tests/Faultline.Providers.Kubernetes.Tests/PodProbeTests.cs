using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>The probes of pods besides those of the workshop.</summary>
public sealed class PodProbeTests : IAsyncDisposable
{
    private readonly World _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory(Timeout = 20_000)]
    [InlineData("count_pods", "{}", "succeeded 3")]
    [InlineData("count_pods", """{"phase":"Running"}""", "succeeded 2")]
    [InlineData("count_pods", """{"label_selector":"app=none"}""", "succeeded 0")]
    [InlineData("count_min_pods", "{}", "succeeded true")]
    [InlineData("count_min_pods", """{"min_count":3}""", "succeeded false")]
    [InlineData("pods_not_in_phase", "{}", "failed: pod 'app=web' should not be in phase 'Running'")]
    [InlineData("pods_not_in_phase", """{"phase":"Failed"}""", "succeeded true")]
    [InlineData("pods_not_in_phase", """{"raise_on_in_phase":false}""", "succeeded false")]
    [InlineData("pods_not_in_phase", """{"label_selector":"app=none"}""", "failed: no pods 'app=none' were found")]
    [InlineData("pods_in_conditions", """{"conditions":[{"type":"PodScheduled","status":"True"}]}""", "succeeded true")]
    [InlineData(
        "pods_in_conditions",
        """{"conditions":[{"type":"PodScheduled","status":"True"},{"type":"Ready","status":"True"}]}""",
        "failed: pod c does not match the following given condition: {'type': 'Ready', 'status': 'True'}"
    )]
    [InlineData("pods_in_conditions", """{"label_selector":"app=none","conditions":[]}""", "failed: no pods 'app=none' were found")]
    [InlineData(
        "pods_in_conditions",
        """{"label_selector":"app=none","conditions":[],"raise_on_invalid_conditions":false}""",
        "succeeded false"
    )]
    [InlineData("pod_is_not_available", """{"name":"web"}""", "failed: pod 'web' is actually running")]
    [InlineData("pod_is_not_available", """{"name":"web","raise_on_is_available":false}""", "succeeded false")]
    [InlineData("pod_is_not_available", """{"name":"web","label_selector":"app={name}less"}""", "succeeded true")]
    [InlineData("all_pods_healthy", "{}", "failed: the system is unhealthy")]
    [InlineData("all_pods_healthy", """{"raise_on_any_unhealthy":false}""", "succeeded false")]
    public async Task Pods_are_counted_and_looked_at(string function, string arguments, string outcome)
    {
        await using var cluster = await FakeCluster.StartAsync(ServerVersion.Of120);
        cluster.With("/api/v1/namespaces/shop/pods/a", Pod("Running", ready: true));
        cluster.With("/api/v1/namespaces/shop/pods/b", Pod("Running", ready: true));
        cluster.With("/api/v1/namespaces/shop/pods/c", Pod("Pending", ready: false));
        var given = Some.Object(arguments).With("ns", "shop");
        given = given.Has("label_selector") || function == "all_pods_healthy" ? given : given.With("label_selector", "app=web");

        (await _world.With(cluster).CallAsync(function, given.ToString())).Line().ShouldBe(outcome);
    }

    [Theory(Timeout = 20_000)]
    [InlineData("""{"pattern":"time ?out"}""", "failed: no logs to search from")]
    [InlineData("""{"pattern":"time ?out","value":{}}""", "failed: no logs to search from")]
    [InlineData("""{"pattern":"time ?out","value":{"a":"x timeout","b":"fine"}}""", "succeeded false")]
    [InlineData("""{"pattern":"time ?out","value":{"a":"x timeout","b":"fine"},"all_containers":false}""", "succeeded true")]
    [InlineData("""{"pattern":"time ?out","value":{"a":"x timeout","b":"time out"}}""", "succeeded true")]
    [InlineData(
        """{"pattern":"("}""",
        "failed: The pattern '(' is not a regular expression: insufficient closing parentheses (at character 1)"
    )]
    public async Task Logs_are_searched_without_a_cluster(string arguments, string outcome) =>
        (await _world.CallAsync("should_be_found_in_logs", arguments)).Line().ShouldBe(outcome);

    [Fact]
    public void A_condition_is_an_object_of_type_and_status() =>
        _world
            .Check("pods_in_conditions", """{"label_selector":"a=b","conditions":["Ready"]}""")
            .Single()
            .Message.ShouldBe("a condition is an object of 'type' and 'status', both of them strings");

    private static string Pod(string phase, bool ready)
    {
        var conditions = DataArray.Of([
            DataObject.Of(("type", "PodScheduled"), ("status", "True"), ("lastTransitionTime", "2026-01-01T00:00:00Z")),
            DataObject.Of(("type", "Ready"), ("status", ready ? "True" : "False")),
        ]);
        return $$$"""{"metadata":{"labels":{"app":"web"}},"spec":{},"status":{"phase":"{{{phase}}}","conditions":{{{conditions}}}}}""";
    }
}
