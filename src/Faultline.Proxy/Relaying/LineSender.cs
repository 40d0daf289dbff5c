using Faultline.Linux.Sockets;

namespace Faultline.Proxy.Relaying;

/// <summary>Sends all of what a line lets go, and waits where the socket has no room.</summary>
internal sealed class LineSender(StreamSocket to, ProxyClock clock) : IDisposable
{
    private static readonly TimeSpan Forever = TimeSpan.FromMilliseconds(int.MaxValue);

    private readonly Alarm _space = new(clock.Provider);
    private volatile bool _isDisposed;

    /// <summary>The socket has room again.</summary>
    public void HasSpace() => _space.Ring();

    /// <summary>Sends all; false where the connection broke or has ended.</summary>
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> data)
    {
        while (!_isDisposed)
        {
            var sent = TrySend(data.Span);
            if (sent == StreamSocket.Broken || sent == data.Length)
            {
                return sent != StreamSocket.Broken;
            }

            data = data[Math.Max(sent, 0)..];
            await _space.WaitAsync(Forever);
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _space.Dispose();
    }

    private int TrySend(ReadOnlySpan<byte> data)
    {
        try
        {
            return to.Send(data);
        }
        catch (ObjectDisposedException)
        {
            // The loop has closed it meanwhile.
            return StreamSocket.Broken;
        }
    }
}
