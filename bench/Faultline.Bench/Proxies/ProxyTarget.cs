using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Faultline.Bench.Proxies;

/// <summary>
/// The server behind the proxies, in a process of its own. The first byte of a connection says what it does: 'e' says back whatever it
/// hears, 'b' and a length sends so many bytes.
/// </summary>
internal static class ProxyTarget
{
    /// <summary>What asks for an echo.</summary>
    public const byte Echo = (byte)'e';

    /// <summary>What asks for many bytes.</summary>
    public const byte Bulk = (byte)'b';

    private static readonly byte[] Block = new byte[256 * 1024];

    /// <summary>Serves until it is ended; its port is the first line that it writes.</summary>
    public static async Task<int> RunAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.NoDelay = true;
        listener.Listen(4096);
        Console.WriteLine(((IPEndPoint)listener.LocalEndPoint!).Port);
        while (true)
        {
            _ = ServeAsync(await listener.AcceptAsync());
        }
    }

    private static async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                var buffer = new byte[256];
                var count = await socket.ReceiveAsync(buffer);
                if (count > 0 && buffer[0] == Bulk)
                {
                    await SendAsync(socket, BinaryPrimitives.ReadInt64LittleEndian(buffer.AsSpan(1)));
                    return;
                }

                while (count > 0)
                {
                    await socket.SendAsync(buffer.AsMemory(0, count));
                    count = await socket.ReceiveAsync(buffer);
                }
            }
            catch (SocketException)
            {
                // Whoever asked went away.
            }
        }
    }

    private static async Task SendAsync(Socket socket, long count)
    {
        for (var left = count; left > 0; )
        {
            left -= await socket.SendAsync(Block.AsMemory(0, (int)Math.Min(left, Block.Length)));
        }

        socket.Shutdown(SocketShutdown.Send);
        await socket.ReceiveAsync(new byte[1]);
    }
}
