using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Faultline.Lab.Networking;

/// <summary>
/// One port of a service: listens on the service's own address and hands each connection to the next ready pod.
/// <code>
/// endpoints        listener                      connections
/// some             open                          forwarded, one pod after the other
/// all cut off      open, its queue kept full     the kernel drops them
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
    private ImmutableHashSet<IPEndPoint> _cut = [];
    private State _state;
    private bool _disposed;
    private uint _turn;

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address => address;

    /// <summary>The pods that connections go to.</summary>
    public ImmutableArray<IPEndPoint> Endpoints => _endpoints;

    /// <summary>From now on, new connections go to these; those that are there stay where they are.</summary>
    /// <param name="endpoints">The pods that are ready.</param>
    /// <param name="cut">Those of them that nobody gets through to: a connection that is their turn is never answered.</param>
    /// <exception cref="SocketException">The address can't be listened on.</exception>
    public void Forward(ImmutableArray<IPEndPoint> endpoints, ImmutableHashSet<IPEndPoint>? cut = null)
    {
        lock (_lock)
        {
            _endpoints = endpoints;
            _cut = cut ?? [];
            var state =
                endpoints.IsEmpty ? State.Empty
                : endpoints.All(_cut.Contains) ? State.Cut
                : State.Forwarding;
            if (_disposed || _state == state)
            {
                return;
            }

            _listener?.Dispose();
            _listener = null;
            _state = state;
            _listener = state switch
            {
                State.Forwarding => new Listener(address, ForwardAsync),
                State.Cut => new BlackholeListener(address),
                _ when whenEmpty == NoEndpointMode.Hang => new Listener(address, HangAsync),
                _ when whenEmpty == NoEndpointMode.Blackhole => new BlackholeListener(address),
                _ => null,
            };
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
            using var pod = await ConnectAsync(client);
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
    private async Task<Socket?> ConnectAsync(Socket client)
    {
        var endpoints = _endpoints;
        var turn = Interlocked.Increment(ref _turn);
        for (var i = 0; i < endpoints.Length; i++)
        {
            var endpoint = endpoints[(int)((turn + (uint)i) % (uint)endpoints.Length)];
            if (_cut.Contains(endpoint))
            {
                await TcpRelay.SwallowAsync(client);
                return null;
            }

            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(endpoint);
                return socket;
            }
            catch (SocketException)
            {
                socket.Dispose();
            }
        }

        return null;
    }

    private enum State
    {
        Unknown,
        Empty,
        Cut,
        Forwarding,
    }
}
