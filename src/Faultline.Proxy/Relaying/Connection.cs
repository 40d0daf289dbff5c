using System.Net;
using System.Net.Sockets;
using Faultline.Proxy.Addresses;
using Faultline.Proxy.Toxics;

namespace Faultline.Proxy.Relaying;

/// <summary>A client and its server, and the two directions between them.</summary>
internal sealed class Connection(Socket client, ConnectionSet set, ProxyParts parts)
{
    private static readonly LingerOption AtOnce = new(enable: true, seconds: 0);

    private readonly Lock _lock = new();
    private Socket? _server;
    private Flow? _up;
    private Flow? _down;
    private int _flows = 2;
    private bool _isClosed;

    /// <summary>Its neighbours in the set.</summary>
    internal Connection? Next { get; set; }

    /// <summary>Its neighbours in the set.</summary>
    internal Connection? Previous { get; set; }

    /// <summary>Connects to the server and starts moving data.</summary>
    public async Task RunAsync(ProxyAddress upstream)
    {
        try
        {
            var server = await ConnectAsync(upstream);
            if (server is null)
            {
                parts.Counters.CountFailure();
                Close();
                return;
            }

            lock (_lock)
            {
                if (_isClosed)
                {
                    // While it was being connected: the client is disposed of, and nobody else knows the server.
                    server.Dispose();
                    return;
                }

                client.Blocking = false;
                _server = server;
                _up = new Flow(this, ToxicStream.Upstream, client, server, parts);
                _down = new Flow(this, ToxicStream.Downstream, server, client, parts);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Close();
            return;
        }

        // Some toxics end connections on which nothing moves.
        ToxicsChanged(ToxicStream.Upstream);
        ToxicsChanged(ToxicStream.Downstream);
        _ = _up.RunAsync();
        _ = _down.RunAsync();
    }

    /// <summary>Toxics of a direction were added, changed or removed.</summary>
    public void ToxicsChanged(ToxicStream stream) => (stream == ToxicStream.Upstream ? _up : _down)?.ToxicsChanged();

    /// <summary>One direction has come to its end.</summary>
    public void FlowEnded()
    {
        if (Interlocked.Decrement(ref _flows) > 0)
        {
            return;
        }

        Close();
        client.Dispose();
        _server?.Dispose();
    }

    /// <summary>Closes both sides; what was sent still arrives.</summary>
    public void Close() => End(isReset: false);

    /// <summary>Breaks both sides off.</summary>
    public void Reset() => End(isReset: true);

    /// <summary>Ends the connection where a side has gone without our reading from it, as while a toxic holds everything.</summary>
    public void LookAfterPeers()
    {
        try
        {
            if (HasBroken(client) || (_server is { } server && HasBroken(server)))
            {
                Reset();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Reset();
        }
    }

    private static bool HasBroken(Socket socket) => (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! != 0;

    private static async ValueTask<Socket?> ConnectAsync(ProxyAddress upstream)
    {
        try
        {
            if (upstream.EndPoint is { } known)
            {
                return await ConnectAsync(known);
            }

            foreach (var endPoint in await upstream.ResolveAsync())
            {
                if (await ConnectAsync(endPoint) is { } server)
                {
                    return server;
                }
            }
        }
        catch (SocketException)
        {
            // Nobody knows the name, or there is no descriptor left.
        }

        return null;
    }

    private static async ValueTask<Socket?> ConnectAsync(EndPoint endPoint)
    {
        var server = ProxyAddress.SocketFor(endPoint);
        try
        {
            if (endPoint is IPEndPoint)
            {
                server.NoDelay = true;
                server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            }

            await server.ConnectAsync(endPoint);
            server.Blocking = false;
            return server;
        }
        catch (SocketException)
        {
            server.Dispose();
            return null;
        }
    }

    private void End(bool isReset)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
        }

        set.Remove(this);
        foreach (var socket in (Socket?[])[client, _server])
        {
            if (isReset)
            {
                Break(socket);
            }
            else if (_server is null)
            {
                socket?.Dispose();
            }
            else
            {
                Finish(socket!);
            }
        }

        _up?.Stop();
        _down?.Stop();
    }

    // The directions read and write yet: to dispose of a socket under them would reset it. They end now, and then it is disposed of.
    private static void Finish(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }

    private static void Break(Socket? socket)
    {
        if (socket is null)
        {
            return;
        }

        try
        {
            if (socket.AddressFamily != AddressFamily.Unix)
            {
                socket.LingerState = AtOnce;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }

        socket.Dispose();
    }
}
