using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Faultline.Lab.Networking;

/// <summary>
/// One port of a service: listens on the service's own address and hands each connection to the next ready pod.
/// <code>
/// endpoints        listener                      connections
/// some             open                          forwarded, one pod after the other
/// none, refuse     closed                        the kernel refuses them
/// none, blackhole  open, its queue kept full     the kernel drops them
/// none, hang       open                          accepted, never answered
/// </code>
/// </summary>
internal sealed class ServiceForwarder(IPEndPoint address, NoEndpointMode whenEmpty) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ConnectionSet _connections = new();
    private ImmutableArray<IPEndPoint> _endpoints = [];
    private IDisposable? _listener;
    private bool _isForwarding;
    private bool _disposed;
    private uint _turn;

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address => address;

    /// <summary>The pods that connections go to.</summary>
    public ImmutableArray<IPEndPoint> Endpoints => _endpoints;

    /// <summary>From now on, new connections go to these; those that are there stay where they are.</summary>
    /// <exception cref="SocketException">The address can't be listened on.</exception>
    public void Forward(ImmutableArray<IPEndPoint> endpoints)
    {
        lock (_lock)
        {
            _endpoints = endpoints;
            var isForwarding = !endpoints.IsEmpty;
            if (_disposed || (_isForwarding == isForwarding && _listener is not null))
            {
                return;
            }

            _listener?.Dispose();
            _isForwarding = isForwarding;
            _listener =
                isForwarding ? new Listener(address, ForwardAsync)
                : whenEmpty == NoEndpointMode.Hang ? new Listener(address, HangAsync)
                : whenEmpty == NoEndpointMode.Blackhole ? new BlackholeListener(address)
                : null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _listener?.Dispose();
        }

        _connections.Dispose();
    }

    private async Task ForwardAsync(Socket client)
    {
        using (client)
        using (_connections.Hold(client))
        {
            using var pod = await ConnectAsync();
            if (pod is null)
            {
                TcpRelay.Reset(client);
                return;
            }

            using (_connections.Hold(pod))
            {
                await TcpRelay.RunAsync(client, pod);
            }
        }
    }

    private async Task HangAsync(Socket client)
    {
        using (client)
        using (_connections.Hold(client))
        {
            await TcpRelay.SwallowAsync(client);
        }
    }

    // A pod that has just died is still listed for a moment; each gets one chance.
    private async Task<Socket?> ConnectAsync()
    {
        var endpoints = _endpoints;
        var turn = Interlocked.Increment(ref _turn);
        for (var i = 0; i < endpoints.Length; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(endpoints[(int)((turn + (uint)i) % (uint)endpoints.Length)]);
                return socket;
            }
            catch (SocketException)
            {
                socket.Dispose();
            }
        }

        return null;
    }
}
