using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Proxy.Tests.Functions;

/// <summary>The functions do what the extension's do, and fail in words.</summary>
public sealed class FunctionTests
{
    private const string Db = """{"proxy_name": "db", "upstream_host": "127.0.0.1", "upstream_port": 1, "listen_host": "127.0.0.1"}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData(
        "create_toxic",
        """ "toxic_type": "reset_peer", "stream": "upstream", "toxicity": 0.6 """,
        "reset_peer upstream 0.6 {\"timeout\": 0}"
    )]
    [InlineData("create_latency_toxic", """ "latency": 200 """, "latency downstream 1 {\"latency\": 200, \"jitter\": 0}")]
    [InlineData("create_bandwith_degradation_toxic", """ "rate": 9 """, "bandwidth downstream 1 {\"rate\": 9}")]
    [InlineData("create_slow_connection_close_toxic", """ "delay": 9 """, "slow_close downstream 1 {\"delay\": 9}")]
    [InlineData("create_timeout_toxic", """ "timeout": 9 """, "timeout downstream 1 {\"timeout\": 9}")]
    [InlineData(
        "create_slicer_toxic",
        """ "average_size": 9, "size_variation": 2, "delay": 3 """,
        "slicer downstream 1 {\"average_size\": 9, \"size_variation\": 2, \"delay\": 3}"
    )]
    [InlineData("create_limiter_toxic", """ "bytes_limit": 9 """, "limit_data downstream 1 {\"bytes\": 9}")]
    public async Task A_function_adds_the_toxic_that_its_name_says(string function, string arguments, string expected)
    {
        await using var world = await World.StartAsync();
        await world.ProxyAsync("db");

        var output = await world.DoAsync("toxic.actions." + function, $$"""{"for_proxy": "db", "toxic_name": "t", {{arguments}} }""");

        output.ShouldBe("true");
        var toxic = (await world.Api.FindToxicAsync("db", "t", Stop))!;
        FormattableString.Invariant($"{toxic.Type} {toxic.Stream} {toxic.Toxicity} {toxic.Attributes}").ShouldBe(expected);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_proxy_listens_on_a_free_port_that_later_activities_find_in_their_environment()
    {
        await using var world = await World.StartAsync();

        (await world.DoAsync("proxy.actions.create_proxy", Db)).ShouldBe("true");

        var port = (await world.Api.GetProxyAsync("db", Stop)).Listen.Split(':')[1];
        world.Ports.Get("db_PORT").ShouldBe(port);
        world.Ports.All["db_PORT"].ShouldBe(port);
    }

    [Fact(Timeout = 60_000)]
    public async Task Host_and_port_may_be_environment_variables()
    {
        await using var world = await World.StartAsync();

        await world.DoAsync(
            "proxy.actions.create_proxy",
            """{"proxy_name": "db", "upstream_host": "env:UPSTREAM", "upstream_port": "env:DB_PORT", "listen_host": "127.0.0.1"}"""
        );

        (await world.Api.GetProxyAsync("db", Stop)).Upstream.ShouldBe("127.0.0.1:5432");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_variable_that_is_not_set_is_named()
    {
        await using var world = await World.StartAsync();

        var output = await world.DoAsync(
            "proxy.actions.create_proxy",
            """{"proxy_name": "db", "upstream_host": "env:NOBODY", "upstream_port": 1}"""
        );

        output.ShouldBe("failed: the environment variable 'NOBODY' is not set; 'env:NOBODY' asks for its value");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_proxy_is_disabled_enabled_changed_and_deleted()
    {
        await using var world = await World.StartAsync();
        await world.ProxyAsync("db");
        var seen = new List<string>();
        foreach (
            var (function, more) in ((string, string)[])
                [("disable_proxy", ""), ("enable_proxy", ""), ("modify_proxy", """, "upstream_address": "127.0.0.1:2", "enabled": false""")]
        )
        {
            (await world.DoAsync("proxy.actions." + function, $$"""{"proxy_name": "db"{{more}}}""")).ShouldBe("true");
            var proxy = await world.Api.GetProxyAsync("db", Stop);
            seen.Add($"{proxy.IsEnabled} {proxy.Upstream}");
        }

        seen.ShouldBe(["False 127.0.0.1:1", "True 127.0.0.1:1", "False 127.0.0.1:2"]);
        (await world.DoAsync("proxy.actions.delete_proxy", """{"proxy_name": "db"}""")).ShouldBe("null");
        (await world.DoAsync("proxy.probes.proxy_exist", """{"proxy_name": "db"}""")).ShouldBe("false");
    }

    [Fact(Timeout = 60_000)]
    public async Task Probes_tell_whether_a_proxy_is_there_and_what_it_is_set_to()
    {
        await using var world = await World.StartAsync();
        await world.ProxyAsync("db");

        (await world.DoAsync("proxy.probes.proxy_exist", """{"proxy_name": "db"}""")).ShouldBe("true");
        (await Attribute("db", "upstream")).ShouldBe("\"127.0.0.1:1\"");
        (await Attribute("other", "upstream")).ShouldBe("null");
        (await Attribute("db", "colour")).ShouldBe(
            "failed: the proxy 'db' has no attribute 'colour', only name, listen, upstream, enabled, toxics"
        );

        Task<string> Attribute(string proxy, string attribute) =>
            world.DoAsync("proxy.probes.get_proxy_attribute", $$"""{"proxy_name": "{{proxy}}", "attribute": "{{attribute}}"}""");
    }

    [Fact(Timeout = 60_000)]
    public async Task Deleting_a_toxic_tells_whether_there_was_one()
    {
        await using var world = await World.StartAsync();
        await world.ProxyAsync("db");
        await world.ToxicAsync("db", "t");

        (await world.DoAsync("toxic.actions.delete_toxic", """{"for_proxy": "db", "toxic_name": "t"}""")).ShouldBe("true");

        var again = await world.CallAsync("toxic.actions.delete_toxic", """{"for_proxy": "db", "toxic_name": "t"}""");
        again.ShouldBeOfType<ActivityOutcome.Succeeded>().Output.ToString().ShouldBe("false");
        again.Warnings.ShouldBe([$"There is no toxic 't' of a proxy 'db' at {world.Url} to remove."]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_reset_enables_every_proxy_and_removes_every_toxic()
    {
        await using var world = await World.StartAsync();
        await world.ProxyAsync("db");
        await world.ToxicAsync("db", "t");
        await world.DoAsync("proxy.actions.disable_proxy", """{"proxy_name": "db"}""");

        (await world.DoAsync("proxy.actions.reset", "{}")).ShouldBe("true");

        var proxy = await world.Api.GetProxyAsync("db", Stop);
        (proxy.IsEnabled, proxy.Toxics.Length).ShouldBe((true, 0));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_the_API_refuses_is_told_with_the_proxy_and_a_remedy()
    {
        await using var world = await World.StartAsync();

        var output = await world.DoAsync("toxic.actions.create_latency_toxic", """{"for_proxy": "db", "toxic_name": "t", "latency": 1}""");

        output.ShouldBe(
            $"failed: Can't add the toxic 't' of the proxy 'db'. The proxy at {world.Url} refuses: proxy not found (404). "
                + $"'faultline proxy list --host {world.Url}' shows which there are."
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task Host_and_port_of_the_configuration_lead_to_the_API()
    {
        await using var world = await World.StartAsync();
        world.Configuration = DataObject.Of(("toxiproxy_host", "127.0.0.1"), ("toxiproxy_port", (long)world.Server.Url.Port));

        (await world.DoAsync("proxy.probes.proxy_exist", """{"proxy_name": "db"}""")).ShouldBe("false");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_configuration_that_does_not_say_where_the_API_is_is_told_what_lacks()
    {
        await using var world = await World.StartAsync();
        world.Configuration = DataObject.Empty;

        (await world.CallAsync("proxy.actions.reset", "{}"))
            .ShouldBeOfType<ActivityOutcome.Crashed>()
            .Message.ShouldContain("give 'toxiproxy_url' (such as http://localhost:8474), or 'toxiproxy_host' and 'toxiproxy_port'");
    }

    [Fact(Timeout = 60_000)]
    public async Task User_and_password_of_a_URL_are_shown_nowhere()
    {
        await using var world = await World.StartAsync();
        world.Configuration = DataObject.Of(("toxiproxy_url", "http://me:hunter2@127.0.0.1:1"));

        var output = await world.DoAsync("proxy.actions.reset", "{}");

        output.ShouldStartWith("failed: Can't list the proxies. The proxy at http://127.0.0.1:1 can't be reached: Connection refused.");
        output.ShouldNotContain("hunter2");
    }
}
