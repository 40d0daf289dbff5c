using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Tests.Reversing;

/// <summary>Whoever has the records, and nothing else, puts back what was there.</summary>
public sealed class UndoTests
{
    private const string Slow = """{"for_proxy": "db", "toxic_name": "slow", "latency": 200, "jitter": 50}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Changes { get; } =
        new()
        {
            { "toxic.actions.create_latency_toxic", Slow },
            { "toxic.actions.delete_toxic", """{"for_proxy": "db", "toxic_name": "old"}""" },
            { "proxy.actions.create_proxy", """{"proxy_name": "p", "upstream_host": "127.0.0.1", "upstream_port": 1}""" },
            { "proxy.actions.disable_proxy", """{"proxy_name": "db"}""" },
            { "proxy.actions.enable_proxy", """{"proxy_name": "off"}""" },
            {
                "proxy.actions.modify_proxy",
                """{"proxy_name": "db", "upstream_address": "127.0.0.1:2", "listen_address": "127.0.0.1:0"}"""
            },
            { "proxy.actions.delete_proxy", """{"proxy_name": "db"}""" },
            { "proxy.actions.reset", "{}" },
        };

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Changes))]
    public async Task What_a_function_changes_is_put_back_by_its_record(string function, string arguments)
    {
        await using var world = await SceneAsync();
        var before = await world.SeeAsync();

        await world.DoAsync(function, arguments);

        (await world.SeeAsync()).ShouldNotBe(before);
        (await world.UndoAsync()).ShouldAllBe(result => result.State == RevertState.Reverted);
        (await world.SeeAsync()).ShouldBe(before);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Changes))]
    public async Task A_change_whose_answer_nobody_saw_is_put_back_too(string function, string arguments)
    {
        await using var world = await SceneAsync(isOurs: false);
        var before = await world.SeeAsync();
        await world.DoAsync(function, arguments.Replace(", \"listen_address\": \"127.0.0.1:0\"", "", StringComparison.Ordinal));
        world.Changes.ForgetAnswers();

        await world.UndoAsync();

        (await world.SeeAsync()).ShouldBe(before);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Changes))]
    public async Task Nothing_is_changed_that_can_t_be_written_down(string function, string arguments)
    {
        await using var world = await SceneAsync();
        var before = await world.SeeAsync();
        world.Changes.IsFull = true;

        await Should.ThrowAsync<IOException>(() => world.CallAsync(function, arguments));

        (await world.SeeAsync()).ShouldBe(before);
    }

    [Fact(Timeout = 60_000)]
    public async Task Undoing_once_more_does_nothing_more()
    {
        await using var world = await SceneAsync();
        await world.DoAsync("proxy.actions.delete_proxy", """{"proxy_name": "db"}""");
        await world.UndoAsync();

        (await world.UndoAsync()).Select(result => result.ToString()).ShouldAllBe(text => text.Contains("NothingToRevert"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_rollback_that_removed_the_toxic_leaves_nothing_to_undo()
    {
        await using var world = await SceneAsync();
        await world.DoAsync("toxic.actions.create_latency_toxic", Slow);
        await world.DoAsync("toxic.actions.delete_toxic", """{"for_proxy": "db", "toxic_name": "slow"}""");

        (await world.UndoAsync()).Single().State.ShouldBe(RevertState.NothingToRevert);
        world.Changes.Lines.Last().ShouldBe("delete /proxies/db/toxics/slow: nothing to do: it was made by this run");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_toxic_that_somebody_else_changed_is_left_alone()
    {
        await using var world = await SceneAsync();
        await world.DoAsync("toxic.actions.create_latency_toxic", Slow);
        await world.Api.UpdateToxicAsync("db", "slow", DataObject.Of(("attributes", DataObject.Of(("latency", 1L)))), Stop);

        (await world.UndoAsync())
            .Single()
            .ShouldBe(
                new RevertResult(
                    RevertState.ChangedMeanwhile,
                    "somebody else has changed toxic 'slow' of proxy 'db' since: it was left as it is"
                )
            );
        (await world.Api.FindToxicAsync("db", "slow", Stop)).ShouldNotBeNull();
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_a_changed_proxy_only_what_is_still_ours_is_put_back()
    {
        await using var world = await SceneAsync();
        await world.DoAsync("proxy.actions.modify_proxy", """{"proxy_name": "db", "upstream_address": "127.0.0.1:2", "enabled": false}""");
        await world.Api.UpdateProxyAsync("db", new ProxyChange { Upstream = "127.0.0.1:3" }, Stop);

        var result = (await world.UndoAsync()).Single();

        result.State.ShouldBe(RevertState.ChangedMeanwhile);
        result.Message.ShouldEndWith("since: enabled was put back, upstream was left as it is");
        var proxy = await world.Api.GetProxyAsync("db", Stop);
        (proxy.Upstream, proxy.IsEnabled).ShouldBe(("127.0.0.1:3", true));
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_changes_something_twice_is_put_back_at_once_to_what_was_first()
    {
        await using var world = await SceneAsync();
        var before = await world.SeeAsync();
        await world.DoAsync("proxy.actions.disable_proxy", """{"proxy_name": "db"}""");
        await world.DoAsync("proxy.actions.enable_proxy", """{"proxy_name": "db"}""");

        (await world.UndoAsync()).ShouldAllBe(result => result.State == RevertState.NothingToRevert);
        (await world.SeeAsync()).ShouldBe(before);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_that_is_gone_took_everything_with_it()
    {
        var world = await SceneAsync();
        await world.DoAsync("toxic.actions.create_latency_toxic", Slow);
        await world.DisposeAsync();

        (await world.UndoAsync())
            .Single()
            .ShouldBe(
                new RevertResult(
                    RevertState.NothingToRevert,
                    $"nothing listens at {world.Url} any more: toxic 'slow' of proxy 'db' went with the server that held it"
                )
            );
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_that_was_started_again_holds_nothing_to_undo()
    {
        var world = await SceneAsync();
        await world.DoAsync("toxic.actions.create_latency_toxic", Slow);
        await world.DoAsync("proxy.actions.disable_proxy", """{"proxy_name": "db"}""");
        await world.DisposeAsync();
        await using var again = await World.ServeAsync(world.Server.Url.Port);

        (await world.UndoAsync()).ShouldAllBe(result => result.State == RevertState.NothingToRevert);
    }

    [Fact(Timeout = 60_000)]
    public async Task Records_hold_the_commands_that_a_person_would_type()
    {
        await using var world = await SceneAsync();
        await world.DoAsync("toxic.actions.create_latency_toxic", Slow);
        await world.DoAsync("proxy.actions.disable_proxy", """{"proxy_name": "db"}""");
        await world.DoAsync("toxic.actions.delete_toxic", """{"for_proxy": "db", "toxic_name": "old"}""");

        world.Changes.Lines.ShouldBe([
            $"create /proxies/db/toxics/slow: faultline proxy toxic remove db --name slow --host {world.Url}",
            $$"""patch /proxies/db: curl -fsS -X POST {{world.Url}}/proxies/db -d '{"enabled": true}'""",
            $$$"""delete /proxies/db/toxics/old: curl -fsS -X POST {{{world.Url}}}/proxies/db/toxics -d '{"name": "old", "type": "latency", "stream": "downstream", "toxicity": 1.0, "attributes": {"latency": 5, "jitter": 0}}'""",
        ]);
    }

    private static async Task<World> SceneAsync(bool isOurs = true)
    {
        var world = await World.StartAsync(isOurs);
        await world.ProxyAsync("db");
        await world.ToxicAsync("db", "old");
        await world.ProxyAsync("off");
        await world.Api.UpdateProxyAsync("off", new ProxyChange { IsEnabled = false }, Stop);
        return world;
    }
}
