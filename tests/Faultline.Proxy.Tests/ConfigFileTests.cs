using Faultline.TestKit;

namespace Faultline.Proxy.Tests;

/// <summary>The configuration file, and its changes.</summary>
public sealed class ConfigFileTests
{
    [Fact]
    public async Task Proxies_follow_the_file_and_what_was_made_otherwise_stays()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("proxies.json", $"[{Proxy("one")},{Proxy("two")}]");
        await using var scene = await Scene.StartAsync(file);
        await scene.ProxyAsync("127.0.0.1:1", "mine");
        await scene.ToxicAsync("latency:latency=1", proxy: "one");

        folder.Write("proxies.json", $"[{Proxy("one")},{Proxy("three")}]\n");
        await Scene.UntilAsync(async () => await NamesAsync(scene) == "mine one three", "the file was read again");

        folder.Write("proxies.json", "[{]");
        await Scene.UntilAsync(() => Task.FromResult(Logged(scene).Contains("is wrong", StringComparison.Ordinal)), "it is said");
        (await NamesAsync(scene)).ShouldBe("mine one three");
        (await scene.AskAsync("GET", "/proxies/one/toxics")).Body!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_is_being_written_changes_nothing_until_it_is_whole()
    {
        using var folder = new TemporaryFolder();
        var whole = $"[{Proxy("one")},{Proxy("two")}]";
        var file = folder.Write("proxies.json", whole);
        await using var scene = await Scene.StartAsync(file);
        await scene.ToxicAsync("latency:latency=1", proxy: "one");
        var next = $"[{Proxy("one")},{Proxy("three")}]";

        foreach (var half in (string[])["", next[..1], next[..(next.Length / 2)], next[..^1]])
        {
            var before = Logged(scene);
            folder.Write("proxies.json", half);
            await Scene.UntilAsync(() => Task.FromResult(Logged(scene) != before), "it was read: " + half);
            (await NamesAsync(scene)).ShouldBe("one two", half);
        }

        File.Delete(file);
        await Scene.UntilAsync(() => Task.FromResult(Logged(scene).Contains("can't be read", StringComparison.Ordinal)), "it is said");
        (await NamesAsync(scene)).ShouldBe("one two");

        folder.Write("proxies.json", next);
        await Scene.UntilAsync(async () => await NamesAsync(scene) == "one three", "the file is whole");
        (await scene.AskAsync("GET", "/proxies/one/toxics")).Body!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_port_that_is_taken_costs_no_other_proxy_and_is_had_once_it_is_free()
    {
        using var folder = new TemporaryFolder();
        using var upstream = Upstream.Echo();
        var file = folder.Write("proxies.json", $"[{Proxy("one")},{Proxy("two")}]");
        await using var scene = await Scene.StartAsync(file);
        var taken = await scene.ProxyAsync(upstream.Address, "taken");
        var (_, before) = await scene.AskAsync("GET", "/proxies/one");

        folder.Write("proxies.json", $"[{Proxy("one", $"{taken}")},{Proxy("two")}]");
        await Scene.UntilAsync(
            () => Task.FromResult(Logged(scene).Contains("address already in use", StringComparison.Ordinal)),
            "it is said"
        );
        (await scene.AskAsync("GET", "/proxies/one")).Body!.ToJsonString().ShouldBe(before!.ToJsonString());

        (await scene.AskAsync("DELETE", "/proxies/taken")).Status.ShouldBe(204);
        await Scene.UntilAsync(
            async () => (string)(await scene.AskAsync("GET", "/proxies/one")).Body!["listen"]! == $"{taken}",
            "it has its port"
        );
        Logged(scene).Split('\n').Count(line => line.Contains("in use", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_switched_off_stays_off_when_the_file_says_nothing_of_it()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("proxies.json", $"[{Proxy("one")}]");
        await using var scene = await Scene.StartAsync(file);
        await scene.SendAsync("PATCH", "/proxies/one", "{\"enabled\":false}");

        folder.Write("proxies.json", $"[{Proxy("one")},{Proxy("two")}]");
        await Scene.UntilAsync(async () => await NamesAsync(scene) == "one two", "the file was read again");

        ((bool)(await scene.AskAsync("GET", "/proxies/one")).Body!["enabled"]!).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_that_is_wrong_from_the_start_is_an_error()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("proxies.json", "[{\"name\":\"x\"}]");

        var error = await Should.ThrowAsync<ProxyException>(() => Scene.StartAsync(file));

        error.Message.ShouldBe($"The configuration file '{file}' is wrong: missing required field: upstream at proxy 1.");
    }

    private static string Proxy(string name, string listen = "127.0.0.1:0") =>
        $"{{\"name\":\"{name}\",\"listen\":\"{listen}\",\"upstream\":\"127.0.0.1:1\"}}";

    private static async Task<string> NamesAsync(Scene scene) =>
        string.Join(' ', (await scene.AskAsync("GET", "/proxies")).Body!.AsObject().Select(pair => pair.Key));

    private static string Logged(Scene scene)
    {
        lock (scene.Lines)
        {
            return string.Join('\n', scene.Lines);
        }
    }
}
