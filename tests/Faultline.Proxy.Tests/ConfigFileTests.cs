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
    public async Task A_file_that_is_wrong_from_the_start_is_an_error()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("proxies.json", "[{\"name\":\"x\"}]");

        var error = await Should.ThrowAsync<ProxyException>(() => Scene.StartAsync(file));

        error.Message.ShouldBe($"The configuration file '{file}' is wrong: missing required field: upstream at proxy 1.");
    }

    private static string Proxy(string name) => $"{{\"name\":\"{name}\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"127.0.0.1:1\"}}";

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
