using System.Buffers;
using System.Net.Sockets;

namespace Faultline.Lab.Networking;

/// <summary>Moves bytes between sockets.</summary>
internal static class TcpRelay
{
    private const int BufferSize = 16 * 1024;

    /// <summary>Copies both ways until both sides have said their last; where one breaks, both are reset.</summary>
    public static async Task RunAsync(Socket one, Socket other)
    {
        one.NoDelay = true;
        var there = CopyAsync(one, other);
        var back = CopyAsync(other, one);
        await Task.WhenAll(there, back);
    }

    /// <summary>Takes everything and answers nothing, until the other side leaves.</summary>
    public static async Task SwallowAsync(Socket socket)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await socket.ReceiveAsync(buffer) > 0) { }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It left without a farewell.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Closes a connection so that the other side sees it break.</summary>
    public static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }

        socket.Dispose();
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer)) > 0)
            {
                var left = buffer.AsMemory(0, count);
                while (left.Length > 0)
                {
                    left = left[await to.SendAsync(left)..];
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Reset(from);
            Reset(to);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
