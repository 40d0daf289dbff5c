using Faultline.Proxy;

namespace Faultline.Cli.Tests;

/// <summary>The commands that tell a proxy what to do.</summary>
public sealed class ProxyTests
{
    [Fact]
    public async Task The_commands_of_Toxiproxys_client_do_what_they_do_there()
    {
        await using var server = await StartAsync();
        using var shell = new Shell();
        shell.Variables["TOXIPROXY_URL"] = server.Url.GetLeftPart(UriPartial.Authority);
        var text = "";
        foreach (
            var line in (string[])
                [
                    "create db -l 127.0.0.1:0 -u 127.0.0.1:1",
                    "toxic add db -t latency -a latency=100 -a jitter=5",
                    "toxic add db -t timeout -n silence -u --toxicity 0.5 -a timeout=0",
                    "toxic update db -n latency_downstream -a latency=200",
                    "inspect db",
                    "toxic remove db -n silence",
                    "list",
                    "toggle db",
                    "toggle db",
                    "delete db",
                    "list",
                    "inspect db",
                    "toxic add db -t latency",
                ]
        )
        {
            text += $"> proxy {line}\n{await shell.RunAsync(["proxy", .. line.Split(' ')])}";
        }

        Faultline.TestKit.Snapshot.Match(
            System.Text.RegularExpressions.Regex.Replace(text, @"127\.0\.0\.1:\d\d+ *", "127.0.0.1:PORT "),
            "Proxy_commands"
        );
    }

    private static Task<ProxyServer> StartAsync() =>
        ProxyServer.StartAsync(
            new ProxyServerOptions
            {
                Port = 0,
                Version = "0.1.0",
                Random = new Random(7),
                Time = TimeProvider.System,
                Log = _ => { },
            },
            TestContext.Current.CancellationToken
        );
}
