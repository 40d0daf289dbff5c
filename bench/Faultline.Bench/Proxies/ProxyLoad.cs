using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Faultline.Bench.Proxies;

/// <summary>What clients do to a port.</summary>
internal static class ProxyLoad
{
    private const int Message = 64;

    /// <summary>Requests one after the other on so many connections, for a time.</summary>
    /// <returns>Requests a second, and how long one took in µs: the median and the 99th percentile.</returns>
    public static async Task<(double PerSecond, double Median, double Slowest)> RequestsAsync(int port, int connections, TimeSpan time)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var taken = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => AskAsync(port, begun, time)));
        var all = taken.SelectMany(times => times).Order().ToArray();
        return (all.Length / TimeProvider.System.GetElapsedTime(begun).TotalSeconds, all[all.Length / 2], all[all.Length * 99 / 100]);
    }

    /// <summary>Connections one after the other by so many clients, each with one request.</summary>
    /// <returns>Connections a second.</returns>
    public static async Task<double> ConnectionsAsync(int port, int clients, TimeSpan time)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var made = await Task.WhenAll(
            Enumerable
                .Range(0, clients)
                .Select(async _ =>
                {
                    var count = 0;
                    var buffer = new byte[Message];
                    while (TimeProvider.System.GetElapsedTime(begun) < time)
                    {
                        using var socket = await ConnectAsync(port);
                        await ExchangeAsync(socket, buffer);
                        count++;
                    }

                    return count;
                })
        );
        return made.Sum() / TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
    }

    /// <summary>Takes so many bytes over one connection.</summary>
    /// <returns>MB a second.</returns>
    public static async Task<double> BulkAsync(int port, long bytes)
    {
        var request = new byte[9];
        request[0] = ProxyTarget.Bulk;
        BinaryPrimitives.WriteInt64LittleEndian(request.AsSpan(1), bytes);
        using var socket = await ConnectAsync(port);
        var begun = TimeProvider.System.GetTimestamp();
        await socket.SendAsync(request);
        var buffer = new byte[256 * 1024];
        long received = 0;
        int count;
        while ((count = await socket.ReceiveAsync(buffer)) > 0)
        {
            received += count;
        }

        return received == bytes
            ? bytes / 1e6 / TimeProvider.System.GetElapsedTime(begun).TotalSeconds
            : throw new InvalidOperationException($"{received} of {bytes} bytes came.");
    }

    /// <summary>Opens connections, each with one request, which then do nothing.</summary>
    public static async Task<List<Socket>> IdleAsync(int port, int count)
    {
        var sockets = new List<Socket>();
        var buffer = new byte[Message];
        for (var i = 0; i < count; i++)
        {
            var socket = await ConnectAsync(port);
            await ExchangeAsync(socket, buffer);
            sockets.Add(socket);
        }

        return sockets;
    }

    private static async Task<List<double>> AskAsync(int port, long begun, TimeSpan time)
    {
        var taken = new List<double>(1 << 16);
        var buffer = new byte[Message];
        using var socket = await ConnectAsync(port);
        while (TimeProvider.System.GetElapsedTime(begun) < time)
        {
            var asked = TimeProvider.System.GetTimestamp();
            await ExchangeAsync(socket, buffer);
            taken.Add(TimeProvider.System.GetElapsedTime(asked).TotalMicroseconds);
        }

        return taken;
    }

    private static async Task<Socket> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }

    private static async Task ExchangeAsync(Socket socket, byte[] buffer)
    {
        buffer[0] = ProxyTarget.Echo;
        await socket.SendAsync(buffer);
        for (var read = 0; read < Message; )
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(read));
            read += count > 0 ? count : throw new InvalidOperationException("The connection was closed.");
        }
    }
}
