using System.Net.Sockets;

namespace Faultline.Lab.Networking;

/// <summary>The open connections of a listener, so that none outlives it.</summary>
internal sealed class ConnectionSet : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<Socket> _sockets = [];
    private bool _disposed;

    /// <summary>Keeps track of a socket until the result is disposed.</summary>
    public IDisposable Hold(Socket socket)
    {
        lock (_lock)
        {
            if (_disposed)
            {
                TcpRelay.Reset(socket);
            }
            else
            {
                _sockets.Add(socket);
            }
        }

        return new Entry(this, socket);
    }

    /// <summary>Closes all connections.</summary>
    public void Dispose()
    {
        Socket[] left;
        lock (_lock)
        {
            _disposed = true;
            left = [.. _sockets];
        }

        foreach (var socket in left)
        {
            TcpRelay.Reset(socket);
        }
    }

    private sealed class Entry(ConnectionSet set, Socket socket) : IDisposable
    {
        public void Dispose()
        {
            lock (set._lock)
            {
                set._sockets.Remove(socket);
            }
        }
    }
}
