using System.Text.Json.Nodes;

namespace Faultline.Proxy.Tests;

/// <summary>A canary shows what a toxic does, alone, to nobody.</summary>
public sealed class CanaryTests
{
    [Theory]
    [InlineData("latency:latency=100", 10)]
    [InlineData("latency:latency=100@upstream", 10)]
    [InlineData("bandwidth:rate=10", 1000)]
    public async Task It_comes_late_where_the_toxic_is_slow(string toxic, int bytes)
    {
        var flight = await FlyAsync(toxic, bytes);

        ((int)flight["arrived_bytes"]!).ShouldBe(bytes);
        ((double)flight["last_ms"]!).ShouldBeInRange(95, 2000);
    }

    [Theory]
    [InlineData("limit_data:bytes=5", 5, "closed")]
    [InlineData("reset_peer:timeout=20", 0, "reset")]
    [InlineData("timeout:timeout=20", 0, "closed")]
    [InlineData("timeout", 0, "open")]
    [InlineData("noop", 10, "closed")]
    public async Task It_ends_as_the_toxic_ends_connections(string toxic, int arrived, string end)
    {
        var flight = await FlyAsync(toxic, 10, wait: toxic == "timeout" ? 0.3 : 10);

        ((int)flight["arrived_bytes"]!, (string?)flight["end"]).ShouldBe((arrived, end));
    }

    [Fact]
    public async Task It_counts_for_nothing_and_reaches_no_upstream()
    {
        await using var scene = await Scene.StartAsync();
        await scene.ProxyAsync("127.0.0.1:1");
        await scene.ToxicAsync("latency:latency=1", toxicity: 0.01, name: "t");

        await scene.AskAsync("POST", "/faultline/proxies/p/toxics/t/canary");

        (await scene.MetricAsync("faultline_toxic_connections_total")).ShouldBe(0);
        (await scene.MetricAsync("faultline_proxy_connections_total")).ShouldBe(0);
    }

    [Theory]
    [InlineData("/faultline/proxies/p/toxics/none/canary", "{}", 404)]
    [InlineData("/faultline/proxies/none/toxics/t/canary", "{}", 404)]
    [InlineData("/faultline/proxies/p/toxics/t/canary", """{"wait": 31}""", 400)]
    [InlineData("/faultline/proxies/p/toxics/t/canary", """{"bytes": -1}""", 400)]
    public async Task What_makes_no_sense_is_refused(string path, string body, int status)
    {
        await using var scene = await Scene.StartAsync();
        await scene.ProxyAsync("127.0.0.1:1");
        await scene.ToxicAsync("latency:latency=1", name: "t");

        (await scene.AskAsync("POST", path, JsonNode.Parse(body))).Status.ShouldBe(status);
    }

    private static async Task<JsonNode> FlyAsync(string toxic, int bytes, double wait = 10)
    {
        await using var scene = await Scene.StartAsync();
        await scene.ProxyAsync("127.0.0.1:1");
        await scene.ToxicAsync(toxic, name: "t");
        var (status, flight) = await scene.AskAsync(
            "POST",
            "/faultline/proxies/p/toxics/t/canary",
            new JsonObject { ["bytes"] = bytes, ["wait"] = wait }
        );
        status.ShouldBe(200, flight?.ToJsonString());
        return flight!;
    }
}
