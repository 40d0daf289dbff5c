using Faultline.Proxy;

namespace Faultline.Cli.Tests;

/// <summary>The commands that tell a proxy what to do.</summary>
public sealed class ProxyTests
{
    [Theory]
    [InlineData(true, "Proxy_commands")]
    [InlineData(false, "Proxy_commands_in_a_pipe")]
    public async Task The_commands_of_Toxiproxys_client_do_what_they_do_there(bool hasReader, string snapshot)
    {
        await using var server = await StartAsync();
        using var shell = new Shell { HasReader = hasReader };
        shell.Variables["TOXIPROXY_URL"] = server.Url.GetLeftPart(UriPartial.Authority);
        var text = "";
        foreach (
            var line in (string[])
                [
                    "create db -l 127.0.0.1:0 -u 127.0.0.1:1",
                    "toxic add db -t latency -a latency=100 -a jitter=5",
                    "toxic add --type timeout --toxicName silence --upstream --toxicity 0.5 --attribute timeout=0 db",
                    "t u -n latency_downstream -a latency=2e2 db",
                    "inspect db",
                    "toxic remove db -n silence",
                    "list",
                    "toggle db",
                    "toggle db",
                    "delete db",
                    "list",
                    "inspect db",
                    "toxic add db -t latency",
                    "toxic add db -t latency -a latency=fast",
                    "toxic add db -t latency -a latency",
                    "toxic add db -t latency -u -d",
                    "toxic add db -t latency --toxicity 2",
                ]
        )
        {
            text += $"> proxy {line}\n{await shell.RunAsync(["proxy", .. line.Split(' ')])}";
        }

        Faultline.TestKit.Snapshot.Match(
            System.Text.RegularExpressions.Regex.Replace(
                text,
                @"127\.0\.0\.1:\d\d+( *)",
                m => "127.0.0.1:PORT" + (m.Groups[1].Length > 0 ? " " : "")
            ),
            snapshot
        );
    }

    [Theory]
    [InlineData("--host URL list")]
    [InlineData("-h URL ls")]
    [InlineData("list --host URL")]
    [InlineData("list -h URL")]
    public async Task The_API_is_named_before_the_command_or_behind_it_and_wins_over_the_variable(string line)
    {
        await using var server = await StartAsync();
        using var shell = new Shell();
        shell.Variables["TOXIPROXY_URL"] = "http://127.0.0.1:1";
        var words = line.Replace("URL", server.Url.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal).Split(' ');

        (await shell.CodeAsync(["proxy", .. words])).ShouldBe(0, shell.Error);
    }

    [Theory]
    [InlineData("-")]
    [InlineData("--")]
    public async Task The_flags_of_Toxiproxys_server_have_one_dash_or_two_and_win_over_variables(string dash)
    {
        using var shell = new Shell();
        shell.Variables["FAULTLINE_CONFIG"] = "other.json";
        shell.Variables["FAULTLINE_PORT"] = "1";
        var missing = Path.Combine(shell.Folder, "none.json");
        string[] flags = ["host 127.0.0.1", "port 0", "seed 1700000000000000000", "proxy-metrics", "runtime-metrics", $"config {missing}"];

        await shell.CodeAsync(["proxy", "serve", .. flags.SelectMany(flag => (dash + flag).Split(' '))]);

        // All were understood: what it can't do is to read the file.
        shell.Error.ShouldContain($"The configuration file '{missing}' can't be read");
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
