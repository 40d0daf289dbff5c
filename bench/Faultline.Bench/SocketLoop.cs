using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Faultline.Bench;

/// <summary>The least that HTTP requests can cost in .NET: a connection, a write and reads until the answer's end, again and again.</summary>
internal static class SocketLoop
{
    /// <summary>The same with .NET's own client, which is what stands between a probe and the sockets.</summary>
    public static async Task<int> RunClientAsync(int port, int requests)
    {
        using var client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero });
        var address = new Uri($"http://127.0.0.1:{port}/");
        for (var i = 0; i < requests; i++)
        {
            await client.GetByteArrayAsync(address);
        }

        return 0;
    }

    /// <summary>Sockets alone.</summary>
    public static int Run(int port, int requests)
    {
        var request = Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
        var buffer = new byte[8192];
        for (var i = 0; i < requests; i++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(IPAddress.Loopback, port);
            socket.Send(request);
            var answer = "";
            while (!answer.EndsWith("ok", StringComparison.Ordinal))
            {
                var count = socket.Receive(buffer);
                if (count == 0)
                {
                    return 1;
                }

                answer += Encoding.ASCII.GetString(buffer, 0, count);
            }
        }

        return 0;
    }
}
