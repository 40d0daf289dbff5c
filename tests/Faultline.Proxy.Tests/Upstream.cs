using System.Net;
using System.Net.Sockets;

namespace Faultline.Proxy.Tests;

/// <summary>A server behind a proxy, which treats each connection as it is told.</summary>
internal sealed class Upstream : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public Upstream(Func<Socket, Task> serve)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(4096);
        _ = AcceptAsync(serve);
    }

    public string Address => _listener.LocalEndPoint!.ToString()!;

    /// <summary>Says back what it is told, and says farewell when the client does.</summary>
    public static Upstream Echo() =>
        new(async socket =>
        {
            var buffer = new byte[64 * 1024];
            int count;
            while ((count = await socket.ReceiveAsync(buffer)) > 0)
            {
                await socket.SendAsync(buffer.AsMemory(0, count));
            }

            socket.Shutdown(SocketShutdown.Send);
        });

    /// <summary>Says nothing and does nothing.</summary>
    public static Upstream Silent() => new(_ => Task.Delay(Timeout.Infinite));

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync(Func<Socket, Task> serve)
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptAsync(), serve);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task ServeAsync(Socket socket, Func<Socket, Task> serve)
    {
        using (socket)
        {
            try
            {
                socket.NoDelay = true;
                await serve(socket);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The client has gone.
            }
        }
    }
}
