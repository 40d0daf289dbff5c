using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Faultline.Abstractions;
using Faultline.Linux.Processes;

namespace Faultline.Bench.Proxies;

/// <summary>
/// Direct, through ours, and through another proxy (FAULTLINE_BENCH_PROXY: a command that gets the port to listen on and the port to
/// send to as its last two arguments), in turn, round after round. Prints medians, and the median of ours to the other's by pairs.
/// </summary>
internal static class ProxyBench
{
    private const int Connections = 32;
    private const int Idle = 4000;
    private const int Warm = 200;
    private const long Bulk = 1L << 30;
    private const string Inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(1.5);

    /// <summary>Measures in a process whose sockets are as lean as the proxy's.</summary>
    public static async Task<int> RunAsync(int rounds, string only)
    {
        await using var starter = new ProcessStarter(TimeProvider.System);
        var child = Start(
            starter,
            [Environment.ProcessPath!, "--proxy-rounds", rounds.ToString(CultureInfo.InvariantCulture), only],
            Console.Write
        );
        return (await child.Completed).Number;
    }

    /// <summary>Measures.</summary>
    public static async Task<int> MeasureAsync(int rounds, string only, TextWriter output)
    {
        await using var starter = new ProcessStarter(TimeProvider.System);
        var started = new List<ChildProcess>();
        try
        {
            var ways = await StartAsync(starter, started);
            // Before there is memory left over from other work.
            foreach (var way in "idle".Contains(only, StringComparison.Ordinal) ? ways[1..] : [])
            {
                var idle = await ProxyLoad.IdleAsync(way.Port, Warm);
                var before = way.Memory();
                idle.AddRange(await ProxyLoad.IdleAsync(way.Port, Idle));
                way.Add("KiB/idle", (way.Memory() - before) / Idle);
                idle.ForEach(socket => socket.Dispose());
            }

            // The first round warms everything up and does not count.
            for (var round = 0; round <= rounds; round++)
            {
                await MeasureAsync(round == 0 ? [.. ways.Select(way => new ProxyWay(way.Name, way.Port, way.ProcessId))] : ways, only);
            }

            await WriteAsync(ways, output);
            return 0;
        }
        finally
        {
            await Task.WhenAll(started.Select(child => child.EndAsync(TimeSpan.FromSeconds(1))));
        }
    }

    // Each kind of load meets every way before the next kind begins: what is compared is seconds apart.
    private static async Task MeasureAsync(List<ProxyWay> ways, string only)
    {
        (string Name, Func<ProxyWay, Task> Measure)[] loads =
        [
            ("requests", way => RequestsAsync(way, ways[0])),
            ("connections", async way => way.Add("new connections/s", await ProxyLoad.ConnectionsAsync(way.Port, Connections, Time))),
            ("bulk", async way => way.Add("bulk MB/s", await ProxyLoad.BulkAsync(way.Port, Bulk))),
        ];
        foreach (var load in loads.Where(load => load.Name.Contains(only, StringComparison.Ordinal)))
        {
            foreach (var way in ways)
            {
                await load.Measure(way);
            }
        }
    }

    private static async Task RequestsAsync(ProxyWay way, ProxyWay direct)
    {
        var (before, ofAll) = (way.Processor(), direct.Processor() + Environment.CpuUsage.TotalTime.TotalSeconds);
        var (perSecond, median, slowest) = await ProxyLoad.RequestsAsync(way.Port, Connections, Time);
        way.Add("requests/s", perSecond);
        way.Add("p50 us", median);
        way.Add("p99 us", slowest);
        var requests = perSecond * Time.TotalSeconds;
        var used = way.Processor() - before;
        ofAll = direct.Processor() + Environment.CpuUsage.TotalTime.TotalSeconds - ofAll;
        way.Add("all cpu us/request", (way == direct ? ofAll : ofAll + used) * 1e6 / requests);
        if (way != direct)
        {
            way.Add("p50 added us", median - direct.Last("p50 us"));
            way.Add("p99 added us", slowest - direct.Last("p99 us"));
            way.Add("cpu us/request", used * 1e6 / requests);
        }
    }

    private static async Task WriteAsync(List<ProxyWay> ways, TextWriter output)
    {
        var other = ways.Count > 2 ? ways[2] : null;
        await output.WriteLineAsync(
            $"{"", -18}" + string.Concat(ways.Select(way => $"{way.Name, 12}")) + (other is null ? "" : $"{"ratio", 12}")
        );
        foreach (var figure in ways[1].Figures)
        {
            var row = new StringBuilder($"{figure, -18}");
            foreach (var way in ways)
            {
                row.Append(
                    way.Median(figure) is { } median ? median.ToString("0.0", CultureInfo.InvariantCulture).PadLeft(12) : $"{"-", 12}"
                );
            }

            if (other is not null)
            {
                row.Append(CultureInfo.InvariantCulture, $"{ways[1].Ratio(figure, other), 12:0.00}");
            }

            await output.WriteLineAsync(row);
        }
    }

    private static async Task<List<ProxyWay>> StartAsync(ProcessStarter starter, List<ChildProcess> started)
    {
        var environment = ProcessEnvironment.OfThisProcess();
        var told = new TaskCompletionSource<int>();
        var said = new StringBuilder();
        var serving = Start(
            starter,
            [Environment.ProcessPath!, "--proxy-target"],
            text =>
            {
                // A line may come in pieces.
                if (said.Append(text).ToString() is [.., '\n'] line)
                {
                    told.TrySetResult(int.Parse(line, CultureInfo.InvariantCulture));
                }
            }
        );
        started.Add(serving);
        var target = await told.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);

        var (port, api) = (FreePort(), FreePort());
        var command = (environment.Get("FAULTLINE_BENCH_OURS") ?? Path.GetFullPath("./faultline")).Split(' ');
        var ours = Start(starter, [.. command, "proxy", "serve", "--port", $"{api}"], _ => { });
        started.Add(ours);
        await ListeningAsync(api);
        using var client = new HttpClient();
        var wish = $"{{\"name\":\"bench\",\"listen\":\"127.0.0.1:{port}\",\"upstream\":\"127.0.0.1:{target}\"}}";
        using var answer = await client.PostAsync(new Uri($"http://127.0.0.1:{api}/proxies"), new StringContent(wish));
        answer.EnsureSuccessStatusCode();
        var ways = new List<ProxyWay> { new("direct", target, serving.Id), new("ours", port, ours.Id) };

        if (environment.Get("FAULTLINE_BENCH_PROXY") is { Length: > 0 } other)
        {
            var theirs = FreePort();
            var child = Start(starter, [.. other.Split(' '), $"{theirs}", $"{target}"], _ => { });
            started.Add(child);
            await ListeningAsync(theirs);
            ways.Add(new ProxyWay("other", theirs, child.Id));
        }

        return ways;
    }

    private static ChildProcess Start(ProcessStarter starter, string[] command, Action<string> said)
    {
        var variables = Measurement.Variables();
        variables[Inline] = "1";
        var path = ProgramFinder.Find(command[0], variables.GetValueOrDefault("PATH")) ?? throw new FileNotFoundException(command[0]);
        return starter.Start(
            new ProcessSpec
            {
                Path = path,
                Arguments = command[1..],
                Environment = variables,
                StandardError = bytes => Console.Error.Write(Encoding.UTF8.GetString(bytes)),
                StandardOutput = bytes => said(Encoding.UTF8.GetString(bytes)),
            }
        );
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static async Task ListeningAsync(int port)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
                return;
            }
            catch (SocketException) when (attempt < 600)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }
}
