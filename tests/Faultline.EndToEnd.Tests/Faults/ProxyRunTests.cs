using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;
using Faultline.TestKit;

namespace Faultline.EndToEnd.Tests.Faults;

/// <summary>An experiment that starts a proxy, makes it slow, and asks through it.</summary>
public sealed partial class ProxyRunTests
{
    [Fact(Timeout = 180_000)]
    public async Task A_run_starts_a_proxy_makes_it_slow_and_tells_who_felt_it()
    {
        await using var tool = new Tool();
        using var server = new HttpServer();
        // Free a moment ago: a probe has to know the port before the run.
        var port = FreePort();
        tool.Write("experiment.yaml", Experiment(port, server.Port));

        var plan = await tool.FaultlineAsync("plan", "experiment.yaml");
        var ended = await tool.FaultlineAsync("run", "experiment.yaml");

        plan.Output.ShouldNotContain("would hit nothing");
        var journal = (DataObject)JsonText.Parse(tool.Read("journal.json"));
        var run = (DataArray)journal["run"]!;
        ((DataNumber)((DataObject)run.Items[2])["duration"]!).ToDouble().ShouldBeGreaterThan(0.2, ended.All);
        var facts = (DataArray)((DataObject)journal["faultline"]!)["faults"]!;
        Snapshot.Match(
            $"exit code {ended.Code}\n{Stable(ended.Error, port, server.Port)}\n{Stable(JsonText.Write(facts), port, server.Port)}\n"
        );
        (await RefusesAsync(port)).ShouldBeTrue("the proxy has outlived its run");
    }

    private static string Experiment(int port, int upstream) =>
        $$"""
            title: The shop answers although its database is slow
            description: A proxy of the run's own stands before it
            method:
            - type: action
              name: a proxy
              provider:
                type: native
                func: proxy.start
                arguments: {name: db, listen: "127.0.0.1:{{port}}", upstream: "127.0.0.1:{{upstream}}"}
                until: rollbacks
            - type: action
              name: slow
              provider: {type: native, func: proxy.latency, arguments: {proxy: db, latency: 250ms} }
            - type: probe
              name: ask
              tolerance: 200
              provider: {type: http, url: "http://127.0.0.1:{{port}}/", timeout: 10}
            """;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<bool> RefusesAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static string Stable(string text, int port, int upstream)
    {
        var stable = text.Replace($"127.0.0.1:{port}", "127.0.0.1:LISTEN", StringComparison.Ordinal)
            .Replace($"127.0.0.1:{upstream}", "127.0.0.1:UPSTREAM", StringComparison.Ordinal);
        stable = Time().Replace(stable, "TIME");
        stable = Api().Replace(stable, "http://127.0.0.1:API");
        stable = Effect().Replace(stable, "fl-RUN-$1");
        stable = Took().Replace(stable, "25# ms");
        stable = Asked().Replace(stable, "# bytes sent");
        return Number().Replace(stable, "$1#");
    }

    [GeneratedRegex(@"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9:.]+(Z|\+00:00)?")]
    private static partial Regex Time();

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+")]
    private static partial Regex Api();

    [GeneratedRegex("fl-[a-z0-9]+-([0-9]+)")]
    private static partial Regex Effect();

    [GeneratedRegex(@"2[5-9][0-9]\.[0-9] ms")]
    private static partial Regex Took();

    // The port is in it.
    [GeneratedRegex("[0-9]+ bytes sent")]
    private static partial Regex Asked();

    [GeneratedRegex("""("(?:canary_(?:first|last|end)_ms|pid|start|seed)": )[0-9.]+""")]
    private static partial Regex Number();

    /// <summary>Answers every request with 200 and one letter.</summary>
    private sealed class HttpServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public HttpServer()
        {
            _listener.Start();
            _ = ServeAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Dispose() => _listener.Dispose();

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    var stream = client.GetStream();
                    if (await stream.ReadAsync(new byte[4096]) > 0)
                    {
                        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx"u8.ToArray());
                    }
                }
            }
            catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
