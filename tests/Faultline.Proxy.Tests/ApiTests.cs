namespace Faultline.Proxy.Tests;

/// <summary>What the API answers, wrong requests above all: clients tell them apart by status and text.</summary>
public sealed class ApiTests
{
    private const string Shown =
        "{\"name\":\"p\",\"listen\":\"l:1\",\"upstream\":\"127.0.0.1:1\",\"enabled\":false,\"toxics\":[{\"attributes\":{\"latency\":1,\"jitter\":0},"
        + "\"name\":\"t\",\"type\":\"latency\",\"stream\":\"downstream\",\"toxicity\":1}]}\n";

    private const string Listed =
        "{\"p\":{\"name\":\"p\",\"listen\":\"l:1\",\"upstream\":\"127.0.0.1:1\",\"enabled\":false,\"toxics\":[{\"attributes\":{\"latency\":1,\"jitter\":0},"
        + "\"name\":\"t\",\"type\":\"latency\",\"stream\":\"downstream\",\"toxicity\":1}]}}\n";

    [Theory]
    [InlineData("GET", "/proxies/none", "", 404, "{\"error\":\"proxy not found\",\"status\":404}\n")]
    [InlineData("DELETE", "/proxies/none", "", 404, "{\"error\":\"proxy not found\",\"status\":404}\n")]
    [InlineData("PATCH", "/proxies/none", "{}", 404, "{\"error\":\"proxy not found\",\"status\":404}\n")]
    [InlineData("GET", "/proxies/none/toxics", "", 404, "{\"error\":\"proxy not found\",\"status\":404}\n")]
    [InlineData("GET", "/proxies/p/toxics/none", "", 404, "{\"error\":\"toxic not found\",\"status\":404}\n")]
    [InlineData("DELETE", "/proxies/p/toxics/none", "", 404, "{\"error\":\"toxic not found\",\"status\":404}\n")]
    [InlineData("POST", "/proxies/p/toxics/none", "{}", 404, "{\"error\":\"toxic not found\",\"status\":404}\n")]
    [InlineData("POST", "/proxies", "", 400, "{\"error\":\"bad request body: EOF\",\"status\":400}\n")]
    [InlineData("POST", "/proxies", "{}", 400, "{\"error\":\"missing required field: name\",\"status\":400}\n")]
    [InlineData("POST", "/proxies", "{\"name\":\"x\"}", 400, "{\"error\":\"missing required field: upstream\",\"status\":400}\n")]
    [InlineData("POST", "/proxies", "{\"name\":\"p\",\"upstream\":\"a:1\"}", 409, "{\"error\":\"proxy already exists\",\"status\":409}\n")]
    [InlineData(
        "POST",
        "/proxies",
        "{\"name\":1}",
        400,
        "{\"error\":\"bad request body: 'name' is to be a text, not a number\",\"status\":400}\n"
    )]
    [InlineData("POST", "/proxies", "[]", 400, "{\"error\":\"bad request body: an object is expected, not a list\",\"status\":400}\n")]
    [InlineData(
        "POST",
        "/proxies",
        "{\"name\":\"x\",\"upstream\":\"a:1\",\"listen\":\"::1:80\"}",
        500,
        "{\"error\":\"'::1:80' is not an address: write an IPv6 address in brackets, as in [::1]:8080\",\"status\":500}\n"
    )]
    [InlineData("POST", "/proxies/p/toxics", "{\"type\":\"x\"}", 400, "{\"error\":\"invalid toxic type\",\"status\":400}\n")]
    [InlineData(
        "POST",
        "/proxies/p/toxics",
        "{\"type\":\"latency\",\"stream\":\"x\"}",
        400,
        "{\"error\":\"stream was invalid, can be either upstream or downstream\",\"status\":400}\n"
    )]
    [InlineData(
        "POST",
        "/proxies/p/toxics",
        "{\"type\":\"latency\",\"attributes\":{\"latency\":\"1\"}}",
        400,
        "{\"error\":\"bad request body: 'latency' is to be a whole number, not \\\"1\\\"\",\"status\":400}\n"
    )]
    [InlineData(
        "POST",
        "/proxies/p/toxics",
        "{\"type\":\"timeout\",\"name\":\"t\"}",
        409,
        "{\"error\":\"toxic already exists\",\"status\":409}\n"
    )]
    [InlineData(
        "POST",
        "/populate",
        "[{\"name\":\"x\"}]",
        400,
        "{\"error\":\"missing required field: upstream at proxy 1\",\"status\":400,\"proxies\":[]}\n"
    )]
    [InlineData("GET", "/nothing", "", 404, "404 page not found\n")]
    [InlineData("PUT", "/proxies", "", 405, "")]
    [InlineData("GET", "/reset", "", 405, "")]
    [InlineData("GET", "/version", "", 200, "{\"version\": \"2.12.0\", \"faultline\": \"0.1.0\"}\n")]
    [InlineData("GET", "/proxies/", "", 200, Listed)]
    [InlineData("GET", "/proxies?x=1", "", 200, Listed)]
    [InlineData("GET", "/Proxies", "", 404, "404 page not found\n")]
    [InlineData("GET", "/proxies/p/toxics/t/x", "", 404, "404 page not found\n")]
    [InlineData("PUT", "/proxies/p/toxics/t", "{}", 405, "")]
    [InlineData("DELETE", "/populate", "", 405, "")]
    [InlineData("POST", "/proxies", "null", 400, "{\"error\":\"missing required field: name\",\"status\":400}\n")]
    [InlineData("PATCH", "/proxies/p", "null", 200, Shown)]
    [InlineData("PATCH", "/proxies/p", "{\"name\":\"other\",\"toxics\":[],\"enabled\":null,\"unknown\":{}}", 200, Shown)]
    [InlineData("POST", "/proxies/p", "{\"upstream\":\"a:1\",\"UPSTREAM\":\"127.0.0.1:1\"}", 200, Shown)]
    [InlineData("PATCH", "/proxies/p", "", 400, "{\"error\":\"bad request body: EOF\",\"status\":400}\n")]
    [InlineData(
        "PATCH",
        "/proxies/p/toxics/t",
        "{\"toxicity\":1e400}",
        400,
        "{\"error\":\"bad request body: 'toxicity' is too large: 1e400\",\"status\":400}\n"
    )]
    [InlineData(
        "PATCH",
        "/proxies/p",
        "{\"upstream\":\"\\ud800\"}",
        400,
        "{\"error\":\"bad request body: a text in it is not Unicode\",\"status\":400}\n"
    )]
    [InlineData(
        "PATCH",
        "/proxies/p",
        "{\"upstream\":\"no port\"}",
        500,
        "{\"error\":\"'no port' is not an address: it has no port, as in 127.0.0.1:8080\",\"status\":500}\n"
    )]
    [InlineData("POST", "/populate", "null", 201, "{\"proxies\":[]}\n")]
    [InlineData(
        "POST",
        "/proxies/p/toxics",
        "{\"type\":\"slicer\",\"stream\":\"Upstream\"}",
        200,
        "{\"attributes\":{\"average_size\":0,\"size_variation\":0,\"delay\":0},\"name\":\"slicer_Upstream\",\"type\":\"slicer\",\"stream\":\"upstream\",\"toxicity\":1}\n"
    )]
    [InlineData(
        "POST",
        "/proxies/p/toxics",
        "{\"type\":\"timeout\",\"toxicity\":0,\"attributes\":null}",
        200,
        "{\"attributes\":{\"timeout\":0},\"name\":\"timeout_downstream\",\"type\":\"timeout\",\"stream\":\"downstream\",\"toxicity\":0}\n"
    )]
    public async Task A_request_has_the_answer_that_clients_expect(string method, string path, string body, int status, string answer)
    {
        await using var scene = await Scene.StartAsync();
        await scene.SendAsync("POST", "/proxies", "{\"name\":\"p\",\"listen\":\"l:1\",\"upstream\":\"127.0.0.1:1\",\"enabled\":false}");
        await scene.ToxicAsync("latency:latency=1", name: "t");

        (await scene.SendAsync(method, path, body)).ShouldBe((status, answer));
    }

    [Fact]
    public async Task Browsers_are_refused()
    {
        await using var scene = await Scene.StartAsync();

        (await scene.SendAsync("GET", "/proxies", "", "Mozilla/5.0 (X11)")).ShouldBe((403, "User agent not allowed\n"));
        (await scene.SendAsync("GET", "/proxies", "", "curl/8 Mozilla/5.0")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_said()
    {
        await using var scene = await Scene.StartAsync();
        var taken = await scene.ProxyAsync("127.0.0.1:1");

        var (status, text) = await scene.SendAsync("POST", "/proxies", $"{{\"name\":\"x\",\"upstream\":\"a:1\",\"listen\":\"{taken}\"}}");

        (status, text).ShouldBe((500, $"{{\"error\":\"listen tcp {taken}: bind: address already in use\",\"status\":500}}\n"));
        (await scene.AskAsync("GET", "/proxies/x")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_host_that_nobody_knows_is_said()
    {
        await using var scene = await Scene.StartAsync();

        (await scene.SendAsync("POST", "/proxies", "{\"name\":\"x\",\"upstream\":\"a:1\",\"listen\":\"nowhere.invalid:0\"}")).ShouldBe(
            (500, "{\"error\":\"listen tcp: lookup nowhere.invalid: no such host\",\"status\":500}\n")
        );
    }

    [Theory]
    [InlineData("POST", "/proxies/p", "{\"listen\":\"TAKEN\"}", 500)]
    [InlineData("PATCH", "/proxies/p", "{\"listen\":\"nonsense\"}", 500)]
    [InlineData("PATCH", "/proxies/p", "{\"listen\":\"0.0.0.1:MINE\"}", 500)]
    [InlineData("POST", "/populate", "[{\"name\":\"p\",\"listen\":\"TAKEN\",\"upstream\":\"127.0.0.1:1\"}]", 500)]
    [InlineData(
        "POST",
        "/populate",
        "[{\"name\":\"p\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"a:1\"},{\"name\":\"q\",\"upstream\":\"b\"}]",
        500
    )]
    public async Task A_proxy_that_can_not_be_moved_stays_where_it_was(string method, string path, string body, int status)
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        var taken = await scene.ProxyAsync(upstream.Address, "taken");
        var mine = await scene.ProxyAsync(upstream.Address);
        await scene.ToxicAsync("latency:latency=1");
        var (_, before) = await scene.SendAsync("GET", "/proxies", "");

        var wish = body.Replace("TAKEN", $"{taken}", StringComparison.Ordinal)
            .Replace("MINE", $"{((System.Net.IPEndPoint)mine).Port}", StringComparison.Ordinal);
        (await scene.SendAsync(method, path, wish)).Status.ShouldBe(status);

        (await scene.SendAsync("GET", "/proxies", "")).Text.ShouldBe(before);
        using var client = await Scene.ConnectAsync(mine);
        await Scene.RoundTripAsync(client);
    }

    [Fact]
    public async Task A_proxy_moves_to_all_interfaces_of_its_own_port()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        var address = await scene.ProxyAsync(upstream.Address);
        await scene.ToxicAsync("latency:latency=1");

        var wish = new System.Text.Json.Nodes.JsonObject { ["listen"] = $"0.0.0.0:{((System.Net.IPEndPoint)address).Port}" };
        var (status, moved) = await scene.AskAsync("PATCH", "/proxies/p", wish);

        (status, (string)moved!["listen"]!, moved["toxics"]!.AsArray().Count).ShouldBe((200, (string)wish["listen"]!, 1));
        using var client = await Scene.ConnectAsync(address);
        await Scene.RoundTripAsync(client);
    }

    [Fact]
    public async Task A_proxy_without_an_address_listens_on_a_free_port_of_all_interfaces()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();

        var address = (System.Net.IPEndPoint)await scene.ProxyAsync(upstream.Address, listen: "");

        address.Address.ShouldBeOneOf([System.Net.IPAddress.IPv6Any, System.Net.IPAddress.Any]);
        using var client = await Scene.ConnectAsync(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, address.Port));
        await Scene.RoundTripAsync(client);
    }

    [Fact]
    public async Task One_proxy_that_can_not_listen_keeps_no_toxic_alive_in_a_reset()
    {
        await using var scene = await Scene.StartAsync();
        var taken = await scene.ProxyAsync("127.0.0.1:1", "z");
        await scene.SendAsync(
            "POST",
            "/proxies",
            $"{{\"name\":\"a\",\"listen\":\"{taken}\",\"upstream\":\"127.0.0.1:1\",\"enabled\":false}}"
        );
        await scene.ToxicAsync("timeout:timeout=0", proxy: "a");
        await scene.ToxicAsync("timeout:timeout=0", proxy: "z");

        var (status, text) = await scene.SendAsync("POST", "/reset", "");

        (status, text).ShouldBe((500, $"{{\"error\":\"listen tcp {taken}: bind: address already in use\",\"status\":500}}\n"));
        (await scene.SendAsync("GET", "/proxies", "")).Text.ShouldNotContain("timeout");
    }

    [Fact]
    public async Task Populate_leaves_a_proxy_as_it_is_of_which_nothing_is_said()
    {
        await using var scene = await Scene.StartAsync();
        var address = await scene.ProxyAsync("127.0.0.1:1");
        await scene.SendAsync("PATCH", "/proxies/p", "{\"enabled\":false}");
        var wish = $"\"name\":\"p\",\"listen\":\"{address}\",\"upstream\":\"127.0.0.1:1\"";

        (await scene.SendAsync("POST", "/populate", $"[{{{wish}}}]")).Text.ShouldContain("\"enabled\":false");
        (await scene.SendAsync("POST", "/populate", $"[{{{wish},\"enabled\":true}}]")).Text.ShouldContain("\"enabled\":true");
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("ä ö\"\\")]
    [InlineData("?&#")]
    public async Task A_name_may_have_any_characters(string name)
    {
        await using var scene = await Scene.StartAsync();
        await scene.ProxyAsync("127.0.0.1:1", name);
        var path = "/proxies/" + Uri.EscapeDataString(name);
        await scene.ToxicAsync("latency:latency=1", proxy: Uri.EscapeDataString(name), name: name);

        (await scene.AskAsync("GET", $"{path}/toxics/{Uri.EscapeDataString(name)}")).Status.ShouldBe(200);
        (await scene.AskAsync("DELETE", path)).Status.ShouldBe(204);
        (await scene.SendAsync("GET", "/proxies", "")).Text.ShouldBe("{}\n");
    }

    [Fact]
    public async Task Populate_leaves_what_is_as_it_should_be_and_replaces_the_rest()
    {
        await using var scene = await Scene.StartAsync();
        var address = await scene.ProxyAsync("127.0.0.1:1", "same");
        await scene.ToxicAsync("latency:latency=1", proxy: "same");
        await scene.ProxyAsync("127.0.0.1:1", "moved");
        await scene.ToxicAsync("latency:latency=1", proxy: "moved");

        var (status, text) = await scene.SendAsync(
            "POST",
            "/populate",
            $"[{{\"name\":\"same\",\"listen\":\"{address}\",\"upstream\":\"127.0.0.1:1\"}},"
                + "{\"NAME\":\"moved\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"127.0.0.1:2\"},"
                + "{\"name\":\"new\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"127.0.0.1:3\",\"enabled\":false}]"
        );

        status.ShouldBe(201, text);
        var (_, all) = await scene.AskAsync("GET", "/proxies");
        all!
            .AsObject()
            .Select(pair => (pair.Key, pair.Value!["toxics"]!.AsArray().Count, (bool)pair.Value["enabled"]!))
            .ShouldBe([("moved", 0, true), ("new", 0, false), ("same", 1, true)]);
    }

    [Fact]
    public async Task A_toxic_keeps_what_an_update_does_not_name()
    {
        await using var scene = await Scene.StartAsync();
        await scene.ProxyAsync("127.0.0.1:1");
        await scene.ToxicAsync("latency:latency=100,jitter=10", toxicity: 0.5);

        var (_, text) = await scene.SendAsync("POST", "/proxies/p/toxics/latency_downstream", "{\"attributes\":{\"jitter\":2e1}}");

        text.ShouldBe(
            "{\"attributes\":{\"latency\":100,\"jitter\":20},\"name\":\"latency_downstream\",\"type\":\"latency\",\"stream\":\"downstream\",\"toxicity\":0.5}\n"
        );
    }

    [Fact]
    public async Task Metrics_are_Prometheus_text()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(upstream.Address, "a\"b"));
        await scene.ToxicAsync("latency:latency=1", proxy: "a\"b");
        await Scene.RoundTripAsync(client, 10);

        var (_, text) = await scene.SendAsync("GET", "/metrics", "");

        text.ShouldContain("# TYPE toxiproxy_proxy_received_bytes_total counter\n");
        text.ShouldContain($",proxy=\"a\\\"b\",upstream=\"{upstream.Address}\"}} 10\n");
        text.ShouldContain(
            "faultline_toxic_bytes_total{proxy=\"a\\\"b\",stream=\"downstream\",toxic=\"latency_downstream\",type=\"latency\"} 10\n"
        );
        text.ShouldContain("faultline_proxy_connections{proxy=\"a\\\"b\"} 1\n");
    }
}
