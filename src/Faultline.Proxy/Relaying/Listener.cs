using System.Net;
using System.Net.Sockets;
using Faultline.Proxy.Addresses;
using Faultline.Proxy.Toxics;

namespace Faultline.Proxy.Relaying;

/// <summary>A proxy while it is enabled: the socket that listens, and its connections.</summary>
internal sealed class Listener : IDisposable
{
    private const int Backlog = 4096;
    private const int KeepAliveSeconds = 15;
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);

    private readonly Socket _socket;
    private readonly ProxyAddress _upstream;
    private readonly ProxyParts _parts;
    private readonly ConnectionSet _connections = new();
    private readonly string? _unixPath;

    private Listener(Socket socket, ProxyAddress listen, ProxyAddress upstream, ProxyParts parts)
    {
        (_socket, _upstream, _parts) = (socket, upstream, parts);
        _unixPath = listen.UnixPath;
        Address = _unixPath is null ? ProxyAddress.Write(socket.LocalEndPoint!) : listen.Text;
        _ = AcceptAsync();
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
    public void Dispose()
    {
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

    // A socket's file outlives a process that was killed; one that answers is somebody's.
    private static async Task RemoveStaleAsync(string path, EndPoint endPoint)
    {
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

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var client = await _socket.AcceptAsync();
                var connection = new Connection(client, _connections, _parts);
                if (!_connections.TryAdd(connection))
                {
                    client.Dispose();
                    return;
                }

                _parts.Counters.CountConnection();
                _ = connection.RunAsync(_upstream);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                // They wait in the kernel until others have gone.
                await Task.Delay(Breath, _parts.Clock.Provider);
            }
            catch (SocketException e) when (e.SocketErrorCode is not (SocketError.OperationAborted or SocketError.Interrupted))
            {
                // The client has gone before it was accepted.
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
