using System.Net;
using System.Text.Json.Nodes;

namespace Faultline.Proxy.Tests;

/// <summary>A proxy that was disabled under a lease is enabled with its end, unless somebody else was quicker.</summary>
public sealed class LeasedDisablingTests
{
    private static readonly JsonObject s_off = new() { ["enabled"] = false };

    [Fact]
    public async Task What_a_lease_has_disabled_listens_again_with_its_end()
    {
        await using var scene = await Scene.StartAsync();
        await scene.ProxyAsync("127.0.0.1:1");
        await OpenAsync(scene);

        (await scene.AskAsync("POST", "/proxies/p", s_off, "mine")).Status.ShouldBe(200);
        var (_, shown) = await scene.AskAsync("GET", "/faultline/leases/mine");
        shown!["disabled"]!.ToJsonString().ShouldBe("[\"p\"]");
        (await IsEnabledAsync(scene)).ShouldBeFalse();
        (await scene.AskAsync("DELETE", "/faultline/leases/mine")).Status.ShouldBe(204);

        (await IsEnabledAsync(scene)).ShouldBeTrue();
    }

    [Fact]
    public async Task Who_enables_it_meanwhile_takes_it_from_the_lease()
    {
        await using var scene = await Scene.StartAsync();
        await scene.ProxyAsync("127.0.0.1:1");
        await OpenAsync(scene);
        await scene.AskAsync("POST", "/proxies/p", s_off, "mine");

        await scene.AskAsync("POST", "/proxies/p", new JsonObject { ["enabled"] = true });
        await scene.AskAsync("POST", "/proxies/p", s_off);
        await scene.AskAsync("DELETE", "/faultline/leases/mine");

        (await IsEnabledAsync(scene)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_lease_that_can_not_enable_it_is_there_until_it_can()
    {
        await using var scene = await Scene.StartAsync();
        var address = (IPEndPoint)await scene.ProxyAsync("127.0.0.1:1");
        await OpenAsync(scene);
        await scene.AskAsync("POST", "/proxies/p", s_off, "mine");
        using (var thief = new System.Net.Sockets.TcpListener(address))
        {
            thief.Start();
            (await scene.AskAsync("DELETE", "/faultline/leases/mine")).Status.ShouldBe(500);
        }

        (await scene.AskAsync("DELETE", "/faultline/leases/mine")).Status.ShouldBe(204);

        (await IsEnabledAsync(scene)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"upstream": "127.0.0.1:2"}""", 400)]
    [InlineData("""{"enabled": true}""", 400)]
    [InlineData("""{"enabled": false, "listen": "127.0.0.1:1"}""", 400)]
    public async Task Nothing_else_is_changed_under_a_lease(string change, int status)
    {
        await using var scene = await Scene.StartAsync();
        await scene.ProxyAsync("127.0.0.1:1");
        await OpenAsync(scene);

        (await scene.AskAsync("POST", "/proxies/p", JsonNode.Parse(change), "mine")).Status.ShouldBe(status);
    }

    [Fact]
    public async Task A_proxy_that_is_disabled_already_is_nothing_for_a_lease()
    {
        await using var scene = await Scene.StartAsync();
        await scene.ProxyAsync("127.0.0.1:1");
        await OpenAsync(scene);
        await scene.AskAsync("POST", "/proxies/p", s_off);

        (await scene.AskAsync("POST", "/proxies/p", s_off, "mine")).Status.ShouldBe(409);
    }

    [Fact]
    public async Task A_name_that_was_chosen_is_the_only_one()
    {
        await using var scene = await Scene.StartAsync();
        await OpenAsync(scene);

        (await scene.AskAsync("POST", "/faultline/leases", new JsonObject { ["id"] = "mine" })).Status.ShouldBe(409);
        (await scene.AskAsync("POST", "/faultline/leases", new JsonObject { ["id"] = "a/b" })).Status.ShouldBe(400);
    }

    private static async Task OpenAsync(Scene scene) =>
        (await scene.AskAsync("POST", "/faultline/leases", new JsonObject { ["id"] = "mine", ["ttl"] = 60 })).Status.ShouldBe(201);

    private static async Task<bool> IsEnabledAsync(Scene scene) => (bool)(await scene.AskAsync("GET", "/proxies/p")).Body!["enabled"]!;
}
