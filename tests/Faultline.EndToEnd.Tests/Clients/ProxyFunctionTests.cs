using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Linux.Processes;

namespace Faultline.EndToEnd.Tests.Clients;

/// <summary>Experiments as Chaos Toolkit's extension for Toxiproxy has them, run by the command that a user types against a proxy of ours.</summary>
public sealed class ProxyFunctionTests
{
    private const string Experiment = """
        {
          "title": "Slow Datasource", "description": "Latency between a service and its database.",
          "configuration": {"toxiproxy_url": "URL", "db_port": PORT, "additional_db_latency": 200, "additional_db_latency_jitter": 50},
          "steady-state-hypothesis": {"title": "service-should-not-fail", "probes": [
            {"type": "probe", "name": "site-responsive", "tolerance": 200, "provider": {"type": "http", "url": "URL/version"}}]},
          "method": [
            {"type": "action", "name": "create-proxy-for-datasource", "provider": {"type": "python", "module": "chaostoxi.proxy.actions",
             "func": "create_proxy", "arguments": {"proxy_name": "comments_rds", "upstream_host": "127.0.0.1", "upstream_port": "${db_port}",
             "listen_host": "127.0.0.1", "listen_port": 0, "enabled": true}}},
            {"type": "action", "name": "introduce-downstream-latency", "provider": {"type": "python", "module": "chaostoxi.toxic.actions",
             "func": "create_toxic", "arguments": {"for_proxy": "comments_rds", "toxic_name": "datasource-latency", "toxic_type": "latency",
             "toxicity": 0.6, "attributes": {"latency": "${additional_db_latency}", "jitter": "${additional_db_latency_jitter}"}}}},
            {"type": "action", "name": "user-load", "provider": {"type": "process", "path": "sh",
             "arguments": ["-c", "test -n \"$comments_rds_PORT\" && touch begun && LOAD"]}}],
          "rollbacks": [
            {"type": "action", "name": "remove", "provider": {"type": "python", "module": "chaostoxi.toxic.actions", "func": "delete_toxic",
             "arguments": {"for_proxy": "comments_rds", "toxic_name": "datasource-latency"}}}]
        }
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = 300_000)]
    [InlineData("always", "is not there any more")]
    [InlineData("never", "was removed")]
    public async Task A_run_leaves_no_proxy_and_no_toxic_whatever_its_rollbacks_do(string strategy, string toxic)
    {
        await using var tool = new Tool();
        var (url, serving) = await ServeAsync(tool);
        Write(tool, url, "true");

        var ended = await tool.FaultlineAsync("run", "--rollback-strategy", strategy, "experiment.json");

        ended.Code.ShouldBe(0, ended.All);
        ended.Error.ShouldContain($"toxic 'datasource-latency' of proxy 'comments_rds' {toxic}");
        ended.Error.ShouldContain("proxy 'comments_rds' was deleted");
        (await ProxiesAsync(url)).ShouldBe("{}");
        var method = (DataArray)((DataObject)JsonText.Parse(tool.Read("journal.json")))["run"]!;
        method.Items.Select(run => ((DataObject)run)["output"]!.ToString()).Take(2).ShouldBe(["true", "true"]);
        serving.Signal(15);
        await serving.Exited;
    }

    [Fact(Timeout = 300_000)]
    public async Task A_run_that_is_killed_leaves_no_proxy_and_no_toxic()
    {
        await using var tool = new Tool();
        var (url, serving) = await ServeAsync(tool);
        Write(tool, url, "sleep 100");
        var (run, _, error) = tool.Start(Tool.Launcher, "run", "experiment.json");
        while (!tool.Has("begun"))
        {
            run.Exited.IsCompleted.ShouldBeFalse(error());
            await Task.Delay(20, Stop);
        }

        (await ProxiesAsync(url)).ShouldContain("datasource-latency");

        run.Signal(9);
        await run.Exited;

        for (var waited = 0; await ProxiesAsync(url) != "{}"; waited++)
        {
            waited.ShouldBeLessThan(500, await ProxiesAsync(url));
            await Task.Delay(20, Stop);
        }

        serving.Signal(15);
        await serving.Exited;
    }

    private static void Write(Tool tool, string url, string load) =>
        tool.Write(
            "experiment.json",
            Experiment
                .Replace("URL", url, StringComparison.Ordinal)
                .Replace("PORT,", new Uri(url).Port.ToString(CultureInfo.InvariantCulture) + ",", StringComparison.Ordinal)
                .Replace("LOAD", load, StringComparison.Ordinal)
        );

    private static async Task<(string Url, ChildProcess Serving)> ServeAsync(Tool tool)
    {
        var (child, output, error) = tool.Start(Tool.Launcher, "proxy", "serve", "--port", "0");
        while (!output().Contains('\n', StringComparison.Ordinal))
        {
            child.Exited.IsCompleted.ShouldBeFalse(error());
            await Task.Delay(20, Stop);
        }

        return ("http" + output().Split("http")[1].Trim(), child);
    }

    private static async Task<string> ProxiesAsync(string url)
    {
        using var client = new HttpClient();
        return (await client.GetStringAsync(new Uri(url + "/proxies"), Stop)).Trim();
    }
}
