using System.Net;
using System.Net.Sockets;
using Faultline.Linux.Files;
using Faultline.Linux.Sockets;
using Faultline.Proxy.Addresses;
using Faultline.Proxy.Toxics;

namespace Faultline.Proxy.Relaying;

/// <summary>A proxy while it is enabled: the socket that listens, and its connections.</summary>
internal sealed class Listener : IEventHandler, IDisposable
{
    private const int Backlog = 4096;
    private const int KeepAliveSeconds = 15;
    private const int AtOnce = 16;
    private const Readiness Interest = Readiness.In | Readiness.Exclusive;
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);

    private readonly Socket _socket;
    private readonly ProxyAddress _upstream;
    private readonly ProxyParts _parts;
    private readonly ConnectionSet _connections = new();
    private readonly string? _unixPath;
    private readonly HandlerKey[] _keys;
    private int _isDisposed;

    private Listener(Socket socket, ProxyAddress listen, ProxyAddress upstream, ProxyParts parts)
    {
        (_socket, _upstream, _parts) = (socket, upstream, parts);
        _unixPath = listen.UnixPath;
        Address = _unixPath is null ? ProxyAddress.Write(socket.LocalEndPoint!) : listen.Text;
        _keys = [.. parts.Loops.All.Select(loop => loop.Add(this))];
        foreach (var loop in parts.Loops.All)
        {
            Watch(loop);
        }
    }

    /// <summary>Where it listens, with the port that was chosen.</summary>
    public string Address { get; }

    /// <summary>How many connections live.</summary>
    public int Connections => _connections.Count;

    /// <summary>Listens.</summary>
    /// <exception cref="SocketException">The address can't be had.</exception>
    public static async Task<Listener> StartAsync(ProxyAddress listen, ProxyAddress upstream, ProxyParts parts)
    {
        var endPoint = (await listen.ResolveAsync())[0];
        var socket = ProxyAddress.SocketFor(endPoint);
        try
        {
            if (endPoint is IPEndPoint ip)
            {
                if (ip.Address.Equals(IPAddress.IPv6Any))
                {
                    socket.DualMode = true;
                }

                // Whatever it accepts has these too, without a call for each.
                socket.NoDelay = true;
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveSeconds);
            }
            else
            {
                await RemoveStaleAsync(listen.UnixPath!, endPoint);
            }

            socket.Bind(endPoint);
            socket.Blocking = false;
            socket.Listen(Backlog);
            return new Listener(socket, listen, upstream, parts);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Tells the connections that toxics have changed.</summary>
    public void ToxicsChanged(ToxicStream stream)
    {
        foreach (var connection in _connections.All())
        {
            connection.ToxicsChanged(stream);
        }
    }

    /// <inheritdoc/>
    public void Ready(EventLoop loop, int socket, Readiness found)
    {
        try
        {
            for (var i = 0; i < AtOnce && TryAccept(loop); i++) { }
        }
        catch (ObjectDisposedException)
        {
            // It listens no more.
        }
    }

    /// <inheritdoc/>
    public void Turn(EventLoop loop)
    {
        try
        {
            Watch(loop);
        }
        catch (ObjectDisposedException)
        {
            // It listens no more.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        foreach (var loop in _parts.Loops.All)
        {
            loop.Remove(_keys[loop.Number]);
        }

        _socket.Dispose();
        _connections.Close();
        try
        {
            if (_unixPath is not null)
            {
                File.Delete(_unixPath);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its folder has gone, or is not ours any more: nobody can be told, and the connections are closed.
        }
    }

    // A socket's file outlives a process that was killed; one that answers is somebody's, and so is a file that is none.
    private static async Task RemoveStaleAsync(string path, EndPoint endPoint)
    {
        if (FileTree.KindOf(path) != "socket")
        {
            return;
        }

        using var probe = ProxyAddress.SocketFor(endPoint);
        try
        {
            await probe.ConnectAsync(endPoint);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
        }
        catch (SocketException)
        {
            // There is none, or binding says what is wrong.
        }
    }

    private void Watch(EventLoop loop) => loop.Watch(_socket.SafeHandle, Interest, _keys[loop.Number], 0);

    private bool TryAccept(EventLoop loop)
    {
        var client = StreamSocket.Accept(_socket.SafeHandle, out var outcome);
        if (outcome == AcceptOutcome.Full)
        {
            // They wait in the kernel until others have gone.
            loop.Unwatch(_socket.SafeHandle);
            _ = ResumeAsync(loop);
        }

        if (client is null)
        {
            return outcome == AcceptOutcome.Gone;
        }

        var connection = new Connection(client, _upstream, _connections, _parts.Loops.For(loop), _parts);
        if (!_connections.TryAdd(connection))
        {
            connection.Close();
            return false;
        }

        _parts.Counters.CountConnection();
        connection.Begin();
        return true;
    }

    private async Task ResumeAsync(EventLoop loop)
    {
        await Task.Delay(Breath, _parts.Clock.Provider);
        loop.Schedule(this);
    }
}
