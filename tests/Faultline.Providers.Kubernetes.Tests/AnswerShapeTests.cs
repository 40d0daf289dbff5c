using Faultline.Abstractions.Data;
using Faultline.TestKit;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>Answers in the whole shape that servers of several versions give them.</summary>
public sealed class AnswerShapeTests : IAsyncDisposable
{
    private readonly ManualClock _clock = new();
    private readonly World _world;

    public AnswerShapeTests() => _world = new World(_clock);

    public static TheoryData<string> Versions { get; } = [.. ServerVersion.All.Select(version => version.Name)];

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory(Timeout = 20_000)]
    [MemberData(nameof(Versions))]
    public async Task Probes_read_what_servers_of_the_version_answer(string version)
    {
        await using var cluster = await ClusterAsync(version);

        (await CallAsync(cluster, "deployment_available_and_healthy", """{"name":"web","ns":"shop"}""")).ShouldBe("succeeded true");
        (await CallAsync(cluster, "deployment_fully_available", """{"name":"idle","ns":"shop"}""")).ShouldBe("succeeded true");
        (await CallAsync(cluster, "pods_in_phase", """{"label_selector":"app=web","ns":"shop"}""")).ShouldBe("succeeded true");
        (
            await CallAsync(
                cluster,
                "pods_in_conditions",
                """{"label_selector":"app=web","ns":"shop","conditions":[{"type":"Ready","status":"True"}]}"""
            )
        ).ShouldBe("succeeded true");
        (await CallAsync(cluster, "nodes_must_be_healthy", "{}")).ShouldBe("succeeded true");
    }

    [Theory(Timeout = 20_000)]
    [MemberData(nameof(Versions))]
    public async Task What_is_deleted_is_recorded_without_what_the_server_adds(string version)
    {
        await using var cluster = await ClusterAsync(version);

        await CallAsync(cluster, "delete_deployment", """{"name":"web","ns":"shop"}""");
        await CallAsync(cluster, "terminate_pods", """{"label_selector":"app=web","ns":"shop","qty":1}""");
        await CallAsync(cluster, "delete_nodes", """{"label_selector":"kubernetes.io/os=linux"}""");

        Snapshot.Match(
            string.Join('\n', _world.Changes.All.Select(change => JsonText.Write(change.Before!))),
            $"What_is_deleted_is_recorded_{version}"
        );
    }

    [Theory(Timeout = 20_000)]
    [MemberData(nameof(Versions))]
    public async Task A_refused_eviction_is_asked_for_again(string version)
    {
        await using var cluster = await ClusterAsync(version);
        var tries = 0;
        cluster.On(
            "POST /api/v1/namespaces/shop/pods/web-5d9c7b8f6d-k2x9p/eviction",
            _ =>
                ++tries == 1 ? new FakeAnswer(429, Read(version, "eviction-refused")) { RetryAfter = version == "1.20" ? null : "2" } : null
        );

        var outcome = await Patience.UntilAsync(_clock, CallAsync(cluster, "drain_nodes", """{"name":"worker-1"}"""));

        outcome.ShouldBe("""succeeded ["worker-1"]""");
        tries.ShouldBe(2);
    }

    private static async Task<FakeCluster> ClusterAsync(string version)
    {
        var cluster = await FakeCluster.StartAsync(ServerVersion.All.Single(one => one.Name == version));
        foreach (
            var (file, path) in new[]
            {
                ("deployments", "/apis/apps/v1/namespaces/shop/deployments/"),
                ("pods", "/api/v1/namespaces/shop/pods/"),
                ("nodes", "/api/v1/nodes/"),
            }
        )
        {
            foreach (var item in ((DataArray)Some.Object(Read(version, file))["items"]!).Items.Cast<DataObject>())
            {
                cluster.With(path + ((DataObject)item["metadata"]!).Text("name"), item.ToString());
            }
        }

        return cluster;
    }

    private static string Read(string version, string file) =>
        File.ReadAllText(Repository.Path("tests", "Faultline.Providers.Kubernetes.Tests", "Answers", version, file + ".json"));

    private async Task<string> CallAsync(FakeCluster cluster, string function, string arguments) =>
        (await _world.With(cluster).CallAsync(function, arguments)).Line();
}
