using System.Globalization;
using System.Text.RegularExpressions;

namespace Faultline.Proxy.Tests;

/// <summary>The counters, read as Prometheus reads them.</summary>
public sealed partial class MetricsTests
{
    private const string Odd = "a\"b\\c\nd,e}f{ä";

    [Fact]
    public async Task The_text_is_in_Prometheus_format_whatever_proxies_and_toxics_are_called()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        await scene.ProxyAsync(upstream.Address, "plain");
        using var client = await Scene.ConnectAsync(await scene.ProxyAsync(upstream.Address, Odd));
        await scene.ToxicAsync("latency:latency=1", proxy: Uri.EscapeDataString(Odd), name: Odd);
        await scene.ToxicAsync("slicer:average_size=10@upstream", proxy: "plain");
        await Scene.RoundTripAsync(client, 10);

        var families = Read((await scene.SendAsync("GET", "/metrics", "")).Text);

        families
            .Select(family => (family.Name, family.Type))
            .ShouldBe([
                ("toxiproxy_proxy_received_bytes_total", "counter"),
                ("toxiproxy_proxy_sent_bytes_total", "counter"),
                ("faultline_proxy_connections_total", "counter"),
                ("faultline_proxy_failed_connections_total", "counter"),
                ("faultline_proxy_connections", "gauge"),
                ("faultline_proxy_held_bytes", "gauge"),
                ("faultline_toxic_connections_total", "counter"),
                ("faultline_toxic_bytes_total", "counter"),
                ("faultline_toxic_ended_connections_total", "counter"),
            ]);
        var sent = families[1].Samples.Single(sample => sample.Labels["proxy"] == Odd && sample.Labels["direction"] == "downstream");
        sent.Labels.Keys.ShouldBe(["direction", "listener", "proxy", "upstream"]);
        (sent.Labels["upstream"], sent.Value).ShouldBe((upstream.Address, 10));
        var toxic = families[7].Samples.Single(sample => sample.Labels["proxy"] == Odd);
        toxic.Labels.Keys.ShouldBe(["proxy", "stream", "toxic", "type"]);
        (toxic.Labels["stream"], toxic.Labels["toxic"], toxic.Labels["type"], toxic.Value).ShouldBe(("downstream", Odd, "latency", 10));
    }

    [Fact]
    public async Task The_answer_says_which_format_it_is()
    {
        await using var scene = await Scene.StartAsync();
        using var client = new HttpClient();

        using var answer = await client.GetAsync(new Uri(scene.Server.Url, "/metrics"), TestContext.Current.CancellationToken);

        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
    }

    [Fact]
    public async Task Counters_never_go_back_while_a_proxy_lives()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        var address = await scene.ProxyAsync(upstream.Address);
        using (var client = await Scene.ConnectAsync(address))
        {
            await Scene.RoundTripAsync(client, 10);
        }

        await scene.SendAsync("PATCH", "/proxies/p", "{\"enabled\":false}");
        await scene.SendAsync("PATCH", "/proxies/p", "{\"enabled\":true}");
        await scene.SendAsync("POST", "/reset", "");
        using var again = await Scene.ConnectAsync(address);
        await Scene.RoundTripAsync(again, 5);

        (await scene.MetricAsync("faultline_proxy_connections_total")).ShouldBe(2);
        (await scene.MetricAsync("toxiproxy_proxy_received_bytes_total{direction=\"upstream\"")).ShouldBe(15);
    }

    private sealed record Sample(SortedDictionary<string, string> Labels, long Value);

    private sealed record Family(string Name, string Type, List<Sample> Samples);

    // The grammar of the text format 0.0.4: each family has its help and its type, once and before its samples, none of them twice.
    private static List<Family> Read(string text)
    {
        text.ShouldEndWith("\n");
        var families = new List<Family>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var help = "";
        foreach (var line in text[..^1].Split('\n'))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                help = line.Split(' ')[2];
                seen.Add(line[..(7 + help.Length)]).ShouldBeTrue(line);
            }
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var words = line.Split(' ');
                words[2].ShouldBe(help, line);
                words[3].ShouldBeOneOf(["counter", "gauge"], line);
                words[2].EndsWith("_total", StringComparison.Ordinal).ShouldBe(words[3] == "counter", line);
                families.Add(new Family(words[2], words[3], []));
            }
            else
            {
                var match = SampleLine().Match(line);
                match.Success.ShouldBeTrue(line);
                match.Groups["name"].Value.ShouldBe(families[^1].Name, line);
                seen.Add(match.Groups["name"].Value + match.Groups["labels"].Value).ShouldBeTrue(line);
                var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
                foreach (var label in Label().Matches(match.Groups["labels"].Value).Cast<Match>())
                {
                    labels.Add(label.Groups["key"].Value, Unescape(label.Groups["value"].Value));
                }

                families[^1].Samples.Add(new Sample(labels, long.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture)));
            }
        }

        return families;
    }

    private static string Unescape(string value) => Escape().Replace(value, escape => escape.Value[1] == 'n' ? "\n" : escape.Value[1..]);

    [GeneratedRegex(
        """^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>[a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*"(,[a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*")*)\})? (?<value>\d+)$"""
    )]
    private static partial Regex SampleLine();

    [GeneratedRegex("""(?<key>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\]|\\.)*)"(,|$)""")]
    private static partial Regex Label();

    [GeneratedRegex("""\\["\\n]""")]
    private static partial Regex Escape();
}
