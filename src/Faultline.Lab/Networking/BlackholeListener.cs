using System.Net;
using System.Net.Sockets;

namespace Faultline.Lab.Networking;

/// <summary>
/// A listener that nobody gets through to: its queue holds one connection, which is our own, and Linux drops the first packet of
/// everybody else while the queue is full. A caller sees what it would see if the packets were lost on the way.
/// </summary>
internal sealed class BlackholeListener : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _fillers = [];

    public BlackholeListener(IPEndPoint address)
    {
        try
        {
            _listener.Bind(address);
            _listener.Listen(0);

            // Linux admits one more than the backlog says; the second filler is the one that waits for ever, to no harm.
            Fill(address);
            Fill(address);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        _fillers.ForEach(filler => filler.Dispose());
    }

    private void Fill(IPEndPoint address)
    {
        var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        _fillers.Add(filler);
        try
        {
            // Over loopback the handshake is done when the call returns, whether or not it says so.
            filler.Connect(address);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // On its way.
        }
    }
}
