using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Faultline.Proxy.Tests;

/// <summary>Requests at random, right ones and wrong ones, against a model of what they should leave behind.</summary>
public sealed class ApiModelTests
{
    private const string Upstream = "127.0.0.1:1";

    // Odd ones too: they stand in paths, in JSON and in metrics.
    private static readonly string[] Names = ["a", "b", "redis master", "ä/ö", "x%2Fy", "q\"u\\o\nte", "?#&+;", "..z", "proxies", "\u0001"];

    private static readonly (string Type, string[] Attributes)[] Kinds =
    [
        ("latency", ["latency", "jitter"]),
        ("bandwidth", ["rate"]),
        ("slow_close", ["delay"]),
        ("timeout", ["timeout"]),
        ("reset_peer", ["timeout"]),
        ("slicer", ["average_size", "size_variation", "delay"]),
        ("limit_data", ["bytes"]),
        ("noop", []),
    ];

    // Each is wrong wherever an object is wanted.
    private static readonly string[] BrokenObjects =
    [
        "",
        " \n",
        "{",
        "[",
        "nul",
        "{\"name\":",
        "\"text\"",
        "1",
        "[]",
        "true",
        "{\"name\":\"\\ud800\",\"type\":\"latency\"}",
        "{\"\\udc00\":1}",
        "{\"name\":\"x\",\"upstream\":\"y:1\",\"enabled\":1,\"type\":\"latency\",\"toxicity\":\"1\"}",
        "{\"name\":[],\"toxicity\":1e400,\"type\":\"latency\"}",
        "{\"name\":{},\"type\":\"latency\",\"attributes\":[1]}",
        string.Concat(Enumerable.Repeat("[", 2000)),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_is_asked_the_state_is_what_a_model_says_and_nothing_crashes(int seed)
    {
        await using var scene = await Scene.StartAsync();
        using var client = new HttpClient { BaseAddress = scene.Server.Url };
        var (random, model) = (new Random(seed), new ApiModel());
        for (var i = 0; i < 1500; i++)
        {
            var request = Request(random, model);
            var (status, text) = await SendAsync(client, request.Method, request.Path, Encoding.UTF8.GetBytes(request.Body));
            var asked = $"{request.Method} {request.Path} {request.Body}: {text}";
            if (status == 500)
            {
                // The port of a proxy that was off for a while may be somebody's by now.
                text.ShouldStartWith("{\"error\":\"listen tcp ", Case.Sensitive, asked);
                await model.TakeOverAsync(client);
                continue;
            }

            status.ShouldBe(request.Status, asked);
            if (i % 10 == 0)
            {
                (await ShownAsync(client)).ShouldBe(model.Shown(), asked);
            }
        }

        (await ShownAsync(client)).ShouldBe(model.Shown());
        model.Proxies.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Bytes_at_random_are_refused_and_change_nothing()
    {
        await using var scene = await Scene.StartAsync();
        await scene.ProxyAsync(Upstream, "a");
        await scene.ToxicAsync("latency:latency=1", proxy: "a", name: "t");
        using var client = new HttpClient { BaseAddress = scene.Server.Url };
        var before = await ShownAsync(client);
        var random = new Random(7);
        string[] paths = ["/proxies", "/proxies/a", "/proxies/a/toxics", "/proxies/a/toxics/t", "/populate"];
        var valid =
            "{\"name\":\"n\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"a:1\",\"type\":\"latency\",\"attributes\":{\"latency\":1}}"u8.ToArray();
        for (var i = 0; i < 1000; i++)
        {
            var body = (byte[])valid.Clone();
            if (i % 2 == 0)
            {
                random.NextBytes(body);
            }

            // The first byte makes it wrong for certain; what follows goes as deep as it likes.
            body[i % 3 == 0 ? 0 : body.Length - 1] = 0xff;
            var (status, text) = await SendAsync(client, random.Next(2) == 0 ? "POST" : "PATCH", paths[random.Next(paths.Length)], body);
            status.ShouldBeOneOf([400, 405], text);
        }

        (await ShownAsync(client)).ShouldBe(before);
    }

    private static (string Method, string Path, string Body, int Status) Request(Random random, ApiModel model)
    {
        var name = Names[random.Next(Names.Length)];
        var toxic = $"t{random.Next(4)}";
        var proxy = model.Proxies.GetValueOrDefault(name);
        var path = "/proxies/" + Uri.EscapeDataString(name);
        var known = proxy?.Toxics.Find(other => other.Name == toxic);
        var change = random.Next(2) == 0 ? "POST" : "PATCH";
        switch (random.Next(16))
        {
            case 0 or 1:
                var enabled = random.Next(3) > 0;
                return ("POST", "/proxies", Wish(name, Upstream, enabled), model.Create(name, Upstream, enabled) ? 201 : 409);
            case 2:
                return ("DELETE", path, "", model.Proxies.Remove(name) ? 204 : 404);
            case 3:
                return ("GET", path, "", proxy is null ? 404 : 200);
            case 4:
                var upstream = $"127.0.0.1:{random.Next(1, 4)}";
                if (proxy is not null)
                {
                    proxy.Upstream = upstream;
                }

                return (change, path, $"{{\"name\":\"ignored\",\"UPSTREAM\":\"{upstream}\"}}", proxy is null ? 404 : 200);
            case 5:
                var isOn = random.Next(2) == 0;
                if (proxy is not null)
                {
                    proxy.IsEnabled = isOn;
                }

                return (change, path, $"{{\"enabled\":{(isOn ? "true" : "false")}}}", proxy is null ? 404 : 200);
            case 6 or 7 or 8:
                return NewToxic(random, proxy, path, toxic);
            case 9:
                var value = random.Next(1, 1000);
                var share = random.Next(11) / 10.0;
                known?.Set(value, share);
                return (change, $"{path}/toxics/{toxic}", Update(known, value, share), known is null ? 404 : 200);
            case 10:
                proxy?.Toxics.Remove(known!);
                return ("DELETE", $"{path}/toxics/{toxic}", "", known is null ? 404 : 204);
            case 11:
                return random.Next(2) == 0
                    ? ("GET", $"{path}/toxics", "", proxy is null ? 404 : 200)
                    : ("GET", $"{path}/toxics/{toxic}", "", known is null ? 404 : 200);
            case 12:
                return Populate(random, model);
            case 13:
                model.Reset();
                return ("POST", "/reset", "", 204);
            case 14:
                var broken = BrokenObjects[random.Next(BrokenObjects.Length)];
                return random.Next(3) switch
                {
                    0 => ("POST", "/proxies", broken, 400),
                    1 => ("POST", path + "/toxics", broken, proxy is null ? 404 : 400),
                    _ => ("POST", "/populate", broken.StartsWith('[') ? "[" + broken : broken, 400),
                };
            default:
                return random.Next(4) switch
                {
                    0 => ("PUT", path, "{}", 405),
                    1 => ("DELETE", "/proxies", "", 405),
                    2 => ("GET", "/nowhere/" + Uri.EscapeDataString(name), "", 404),
                    _ => ("GET", "/metrics", "", 200),
                };
        }
    }

    private static (string, string, string, int) NewToxic(Random random, ModelProxy? proxy, string path, string name)
    {
        var (type, attributes) = Kinds[random.Next(Kinds.Length)];
        var isUpstream = random.Next(2) == 0;
        var wrong = random.Next(8);
        var body = new JsonObject
        {
            ["type"] = wrong == 0 ? "nonsense" : type,
            ["stream"] =
                wrong == 1 ? "sideways"
                : isUpstream ? "upstream"
                : "downstream",
        };
        if (wrong != 2)
        {
            body["name"] = name;
        }
        else
        {
            name = $"{type}_{body["stream"]}";
        }

        var values = attributes.Select(_ => (long)random.Next(1000)).ToArray();
        body["attributes"] = new JsonObject(attributes.Select((attribute, i) => KeyValuePair.Create(attribute, (JsonNode?)values[i])));
        if (wrong == 3 && attributes.Length > 0)
        {
            body["attributes"]![attributes[0]] = 1.5;
        }

        var isWrong = wrong < 2 || (wrong == 3 && attributes.Length > 0);
        var status =
            proxy is null ? 404
            : isWrong ? 400
            : proxy.Toxics.Exists(other => other.Name == name) ? 409
            : 200;
        if (status == 200)
        {
            proxy!.Toxics.Add(new ModelToxic(name, type, isUpstream, attributes, values, 1));
        }

        return ("POST", path + "/toxics", body.ToJsonString(), status);
    }

    private static (string, string, string, int) Populate(Random random, ApiModel model)
    {
        var names = Names.OrderBy(_ => random.Next()).Take(random.Next(1, 4)).ToArray();
        var wrong = random.Next(4);
        var upstream = $"127.0.0.1:{random.Next(1, 4)}";
        var body = new JsonArray([.. names.Select(name => JsonNode.Parse(Wish(name, upstream, null)))]);
        if (wrong == 0)
        {
            // Nothing is done of a list of which one is wrong.
            body[^1]!["upstream"] = "";
            return ("POST", "/populate", body.ToJsonString(), 400);
        }

        foreach (var name in names)
        {
            model.Populate(name, upstream);
        }

        return ("POST", "/populate", body.ToJsonString(), 201);
    }

    private static string Wish(string name, string upstream, bool? isEnabled)
    {
        var wish = new JsonObject
        {
            ["name"] = name,
            ["listen"] = "127.0.0.1:0",
            ["upstream"] = upstream,
        };
        if (isEnabled is { } given)
        {
            wish["enabled"] = given;
        }

        return wish.ToJsonString();
    }

    private static string Update(ModelToxic? toxic, int value, double share)
    {
        var attributes = toxic is { Attributes: [var first, ..] } ? $"\"{first}\":{value}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"attributes\":{{{attributes}}},\"toxicity\":{share},\"name\":\"ignored\"}}"
        );
    }

    private static async Task<(int Status, string Text)> SendAsync(HttpClient client, string method, string path, byte[] body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = method == "GET" ? null : new ByteArrayContent(body),
        };
        using var response = await client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    // Addresses are free ports, and are left out.
    private static async Task<string> ShownAsync(HttpClient client)
    {
        var all = JsonNode.Parse(await client.GetStringAsync("/proxies"))!.AsObject();
        foreach (var (_, proxy) in all)
        {
            proxy!.AsObject().Remove("listen");
        }

        return all.ToJsonString();
    }
}
