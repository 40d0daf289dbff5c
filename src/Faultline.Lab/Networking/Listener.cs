using System.Net;
using System.Net.Sockets;

namespace Faultline.Lab.Networking;

/// <summary>Accepts connections until it is disposed.</summary>
internal sealed class Listener : IDisposable
{
    private const int Backlog = 512;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public Listener(IPEndPoint address, Func<Socket, Task> serve)
    {
        try
        {
            _socket.Bind(address);
            _socket.Listen(Backlog);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        _ = AcceptAsync(serve);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private async Task AcceptAsync(Func<Socket, Task> serve)
    {
        while (true)
        {
            try
            {
                _ = serve(await _socket.AcceptAsync());
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.OperationAborted)
            {
                return;
            }
            catch (SocketException)
            {
                // One caller left early, or descriptors are short for a moment; the others are still there.
                await Task.Delay(Pause, TimeProvider.System);
            }
        }
    }
}
