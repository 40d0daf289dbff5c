using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;
using Faultline.Host;
using Faultline.Linux.Networking.Namespaces;
using Faultline.TestKit;

namespace Faultline.Bench;

/// <summary><c>network.latency</c> in a pair of namespaces: how exact it is, and what it leaves of the throughput.</summary>
internal sealed class DelayScenarios(string only, TextWriter output)
{
    private const int Trips = 2000;
    private const int Requests = 100;
    private static readonly TimeSpan Loaded = TimeSpan.FromSeconds(4);

    // The first second is TCP's own: it begins slowly.
    private static readonly TimeSpan Ignored = TimeSpan.FromSeconds(1.5);

    // Of a delay that is none, the least that can be asked for.
    private static readonly (string Name, double? Milliseconds)[] s_rows =
    [
        ("no fault", null),
        ("0 ms", 0.001),
        ("10 ms", 10),
        ("50 ms", 50),
        ("100 ms", 100),
    ];

    public async Task<int> RunAsync()
    {
        if (NamespacePair.WhyNot() is { } why)
        {
            await output.WriteLineAsync($"delay: {why}");
            return 1;
        }

        await output.WriteLineAsync(Row("delay", "UDP p50 ms", "p99 ms", "error ms", "TCP p50 ms", "p99 ms", "error ms", "Mbit/s"));
        foreach (var (name, milliseconds) in s_rows.Where(row => row.Name.Contains(only, StringComparison.Ordinal)))
        {
            await output.WriteLineAsync(await MeasureAsync(name, milliseconds));
        }

        return 0;
    }

    private static async Task<string> MeasureAsync(string name, double? milliseconds)
    {
        using var pair = NamespacePair.Create();
        if (milliseconds is not { } asked)
        {
            return Measure(name, pair, 0);
        }

        var arguments = DataObject.Of(("ipaddress", NamespacePair.FarAddress.ToString()), ("ms", asked));
        var function = HostFaults
            .Sources()
            .Select(source => source.TryFind("network.latency", out var found) ? found : null)
            .OfType<IFunction>()
            .First();
        var fault = await FaultBinding.BindAsync(function, arguments);
        var context = new FaultContext
        {
            Id = "fl-bench",
            Run = "bench",
            Target = DataObject.Of(("type", "netns"), ("name", pair.Near)),
        };
        var captured = await fault.CaptureAsync(context, CancellationToken.None);
        var record = new UndoRecord
        {
            Id = context.Id,
            Run = context.Run,
            Fault = "network.latency",
            Arguments = arguments,
            Target = context.Target,
            What = captured.What,
            Before = captured.Before,
            BootId = (await File.ReadAllTextAsync("/proc/sys/kernel/random/boot_id")).Trim(),
            At = TimeProvider.System.GetUtcNow(),
        };
        var applied = await fault.ApplyAsync(record, context, CancellationToken.None);
        try
        {
            return Measure(name, pair, asked);
        }
        finally
        {
            await applied.Held!.DisposeAsync();
            await fault.RevertAsync(record, context, CancellationToken.None);
        }
    }

    private static string Measure(string name, NamespacePair pair, double asked)
    {
        using var echo = new UdpEcho(Bound(pair.Far, NamespacePair.FarAddress, SocketType.Dgram));
        using var client = Bound(pair.Near, NamespacePair.NearAddress, SocketType.Dgram);
        var trips = UdpEcho.Measure(client, echo.EndPoint, Trips, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(3));
        var requests = Ask(pair);
        return Row(
            name,
            Number(trips.At(0.5)),
            Number(trips.At(0.99)),
            Number(trips.At(0.5) - asked),
            Number(requests[Requests / 2]),
            Number(requests[^1]),
            Number(requests[Requests / 2] - asked),
            Load(pair).ToString("0", CultureInfo.InvariantCulture)
        );
    }

    // Requests of a byte over one connection, one after the other.
    private static List<double> Ask(NamespacePair pair)
    {
        using var listener = Bound(pair.Far, NamespacePair.FarAddress, SocketType.Stream);
        listener.Listen();
        using var client = Bound(pair.Near, NamespacePair.NearAddress, SocketType.Stream);
        client.NoDelay = true;
        client.Connect(listener.LocalEndPoint!);
        using var server = listener.Accept();
        server.NoDelay = true;
        var answering = new Thread(() =>
        {
            var bytes = new byte[1];
            while (server.Receive(bytes) > 0)
            {
                server.Send(bytes);
            }
        });
        answering.Start();
        var took = new List<double>();
        var message = new byte[1];
        for (var i = 0; i < Requests; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            client.Send(message);
            client.Receive(message);
            took.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        client.Shutdown(SocketShutdown.Both);
        answering.Join();
        took.Sort();
        return took;
    }

    // Megabits a second over one connection.
    private static double Load(NamespacePair pair)
    {
        using var listener = Bound(pair.Far, NamespacePair.FarAddress, SocketType.Stream);
        listener.Listen();
        using var client = Bound(pair.Near, NamespacePair.NearAddress, SocketType.Stream);
        client.Connect(listener.LocalEndPoint!);
        using var server = listener.Accept();
        var begun = Stopwatch.GetTimestamp();
        var sending = new Thread(() =>
        {
            var chunk = new byte[1 << 17];
            while (Stopwatch.GetElapsedTime(begun) < Loaded)
            {
                client.Send(chunk);
            }

            client.Shutdown(SocketShutdown.Send);
        });
        sending.Start();
        var buffer = new byte[1 << 18];
        long counted = 0;
        while (server.Receive(buffer) is > 0 and var count)
        {
            var now = Stopwatch.GetElapsedTime(begun);
            counted += now > Ignored && now < Loaded ? count : 0;
        }

        sending.Join();
        return counted * 8 / (Loaded - Ignored).TotalSeconds / 1e6;
    }

    private static Socket Bound(string name, IPAddress address, SocketType type)
    {
        using var network = NetworkNamespace.Named(name);
        var socket = network.Run(() =>
            new Socket(address.AddressFamily, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp)
        );
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    }

    private static string Number(double milliseconds) => milliseconds.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Row(string name, params string[] cells) => $"{name, -10}" + string.Concat(cells.Select(cell => $"{cell, 12}"));
}
