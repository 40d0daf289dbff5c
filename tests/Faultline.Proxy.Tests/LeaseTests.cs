using System.Text.Json.Nodes;

namespace Faultline.Proxy.Tests;

/// <summary>What was made under a lease vanishes with it.</summary>
public sealed class LeaseTests
{
    [Fact]
    public async Task Closing_a_lease_removes_what_was_made_under_it_and_nothing_else()
    {
        await using var scene = await Scene.StartAsync();
        await scene.ProxyAsync("127.0.0.1:1", "old");
        await scene.ToxicAsync("latency:latency=1", proxy: "old", name: "stays");
        var lease = await OpenAsync(scene, 60);

        await scene.AskAsync("POST", "/proxies/old/toxics", new JsonObject { ["type"] = "timeout", ["name"] = "goes" }, lease);
        var (made, _) = await scene.AskAsync("POST", "/proxies", Wish("new"), lease);
        var (_, shown) = await scene.AskAsync("GET", $"/faultline/leases/{lease}");
        made.ShouldBe(201);
        (shown!["proxies"]!.ToJsonString(), shown["toxics"]!.ToJsonString()).ShouldBe(("[\"new\"]", "[\"old/goes\"]"));

        (await scene.AskAsync("DELETE", $"/faultline/leases/{lease}")).Status.ShouldBe(204);

        (await NamesAsync(scene)).ShouldBe("old:stays");
        (await scene.AskAsync("DELETE", $"/faultline/leases/{lease}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_lease_runs_out_unless_it_is_renewed()
    {
        await using var scene = await Scene.StartAsync();
        await scene.ProxyAsync("127.0.0.1:1", "old");
        var brief = await OpenAsync(scene, 0.3);
        var renewed = await OpenAsync(scene, 1);
        await scene.AskAsync("POST", "/proxies/old/toxics", new JsonObject { ["type"] = "timeout", ["name"] = "brief" }, brief);
        await scene.AskAsync("POST", "/proxies/old/toxics", new JsonObject { ["type"] = "timeout", ["name"] = "renewed" }, renewed);

        (await scene.AskAsync("PUT", $"/faultline/leases/{renewed}", new JsonObject { ["ttl"] = 600 })).Status.ShouldBe(200);

        await Scene.UntilAsync(async () => await NamesAsync(scene) == "old:renewed", "the brief one has run out");
        await Task.Delay(1200, TestContext.Current.CancellationToken);
        (await NamesAsync(scene)).ShouldBe("old:renewed");
    }

    [Fact]
    public async Task A_lease_ends_with_the_connection_that_holds_it()
    {
        await using var scene = await Scene.StartAsync();
        await scene.ProxyAsync("127.0.0.1:1", "old");
        // It would run out at once, were it not held.
        var lease = await OpenAsync(scene, 0.5);
        var client = new HttpClient { BaseAddress = scene.Server.Url };
        var hold = await client.GetStreamAsync($"/faultline/leases/{lease}/hold", TestContext.Current.CancellationToken);
        (await hold.ReadAsync(new byte[16], TestContext.Current.CancellationToken)).ShouldBeGreaterThan(0);
        await scene.AskAsync("POST", "/proxies/old/toxics", new JsonObject { ["type"] = "timeout", ["name"] = "held" }, lease);
        await Task.Delay(800, TestContext.Current.CancellationToken);
        (await NamesAsync(scene)).ShouldBe("old:held");

        await hold.DisposeAsync();
        client.Dispose();

        await Scene.UntilAsync(async () => await NamesAsync(scene) == "old:", "its connection has ended");
    }

    [Fact]
    public async Task Nothing_is_made_under_a_lease_that_is_not_there()
    {
        await using var scene = await Scene.StartAsync();
        await scene.ProxyAsync("127.0.0.1:1", "old");

        (await scene.AskAsync("POST", "/proxies", Wish("new"), "none")).Status.ShouldBe(404);
        (await scene.AskAsync("POST", "/populate", new JsonArray(Wish("new")), "none")).Status.ShouldBe(404);
        (await scene.AskAsync("POST", "/proxies/old/toxics", new JsonObject { ["type"] = "timeout" }, "none")).Status.ShouldBe(404);
        (await scene.AskAsync("POST", "/faultline/leases", new JsonObject { ["ttl"] = 0 })).Status.ShouldBe(400);
        (await NamesAsync(scene)).ShouldBe("old:");
    }

    private static JsonObject Wish(string name) =>
        new()
        {
            ["name"] = name,
            ["listen"] = "127.0.0.1:0",
            ["upstream"] = "127.0.0.1:1",
        };

    private static async Task<string> OpenAsync(Scene scene, double seconds)
    {
        var (status, body) = await scene.AskAsync("POST", "/faultline/leases", new JsonObject { ["ttl"] = seconds });
        status.ShouldBe(201);
        return (string)body!["id"]!;
    }

    private static async Task<string> NamesAsync(Scene scene) =>
        string.Join(
            ' ',
            (await scene.AskAsync("GET", "/proxies"))
                .Body!.AsObject()
                .Select(pair =>
                    pair.Key + ":" + string.Join(',', pair.Value!["toxics"]!.AsArray().Select(toxic => (string)toxic!["name"]!))
                )
        );
}
