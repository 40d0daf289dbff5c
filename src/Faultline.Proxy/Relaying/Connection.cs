using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using Faultline.Linux.Sockets;
using Faultline.Proxy.Addresses;
using Faultline.Proxy.Toxics;

namespace Faultline.Proxy.Relaying;

/// <summary>
/// A client and its server, and the two directions between them. It lives on one loop: what isn't said to be for any thread is for the
/// loop's.
/// </summary>
internal sealed class Connection : IEventHandler
{
    private const int Client = 0;
    private const int Server = 1;
    private const int LastReads = 64;
    private const Readiness Interest = Readiness.In | Readiness.Out | Readiness.PeerEnded | Readiness.Urgent | Readiness.Edge;

    private readonly Lock _lock = new();
    private readonly StreamSocket _client;
    private readonly ProxyAddress _upstream;
    private readonly ConnectionSet _set;
    private readonly EventLoop _loop;
    private readonly ProxyParts _parts;
    private readonly HandlerKey _key;
    private ConnectionPhase _phase;
    private Queue<SocketAddress>? _addresses;
    private StreamSocket? _server;
    private Readiness _foundEarly;
    private Flow? _up;
    private Flow? _down;
    private int _flows = 2;
    private volatile bool _isClosed;
    private bool _isReset;

    public Connection(StreamSocket client, ProxyAddress upstream, ConnectionSet set, EventLoop loop, ProxyParts parts)
    {
        (_client, _upstream, _set, _loop, _parts) = (client, upstream, set, loop, parts);
        _key = loop.Add(this);
    }

    /// <summary>Its neighbours in the set.</summary>
    internal Connection? Next { get; set; }

    /// <summary>Its neighbours in the set.</summary>
    internal Connection? Previous { get; set; }

    /// <summary>Connects to the server, and moves data from then on; from any thread.</summary>
    public void Begin() => _loop.Schedule(this);

    /// <inheritdoc/>
    public void Turn(EventLoop loop)
    {
        if (_isClosed)
        {
            Finish();
            return;
        }

        switch (_phase)
        {
            case ConnectionPhase.New:
                Enter();
                break;
            case ConnectionPhase.Resolving when Volatile.Read(ref _addresses) is not null:
                Connect();
                break;
            case ConnectionPhase.Moving:
                _up!.Move();
                _down!.Move();
                break;
        }
    }

    /// <inheritdoc/>
    public void Ready(EventLoop loop, int socket, Readiness found)
    {
        if (_isClosed)
        {
            return;
        }

        if (_phase == ConnectionPhase.Moving)
        {
            Ready(found, socket == Client ? _up! : _down!, socket == Client ? _down! : _up!);
        }
        else if (socket == Client)
        {
            // It may speak before there is anybody to hear it.
            _foundEarly |= found;
            if ((found & Readiness.Error) != 0)
            {
                Reset();
            }
        }
        else if ((found & (Readiness.Error | Readiness.HangUp)) != 0)
        {
            _server!.Dispose();
            Connect();
        }
        else if ((found & Readiness.Out) != 0)
        {
            Start(found);
        }
    }

    /// <summary>Toxics of a direction were added, changed or removed; from any thread.</summary>
    public void ToxicsChanged(ToxicStream stream) =>
        Volatile.Read(ref stream == ToxicStream.Upstream ? ref _up : ref _down)?.ToxicsChanged();

    /// <summary>One direction has come to its end.</summary>
    public void FlowEnded(StreamSocket to)
    {
        if (--_flows == 0)
        {
            Close();
        }
        else
        {
            to.EndSending();
        }
    }

    /// <summary>Closes both sides; what was sent still arrives. From any thread.</summary>
    public void Close() => End(isReset: false);

    /// <summary>Breaks both sides off. From any thread.</summary>
    public void Reset() => End(isReset: true);

    private static void Ready(Readiness found, Flow sends, Flow receives)
    {
        if ((found & (Readiness.Out | Readiness.Error)) != 0)
        {
            receives.HasSpace();
        }

        if ((found & ~Readiness.Out) != 0)
        {
            sends.Ready(found);
        }
    }

    private void Enter()
    {
        _phase = ConnectionPhase.Resolving;
        if (!TryWatch(_client, Client))
        {
            return;
        }

        if (_upstream.Known is { } known)
        {
            _addresses = new Queue<SocketAddress>([known]);
            Connect();
        }
        else
        {
            _ = ResolveAsync();
        }
    }

    private async Task ResolveAsync()
    {
        var found = new Queue<SocketAddress>();
        try
        {
            foreach (var endPoint in await _upstream.ResolveAsync())
            {
                found.Enqueue(endPoint.Serialize());
            }
        }
        catch (SocketException)
        {
            // Nobody knows the name: there is no address to try.
        }

        Volatile.Write(ref _addresses, found);
        _loop.Schedule(this);
    }

    private void Connect()
    {
        _phase = ConnectionPhase.Connecting;
        while (_addresses!.TryDequeue(out var address))
        {
            _server = StreamSocket.For(address);
            var begun = _server?.Connect(address);
            if (begun is 0 or StreamSocket.Later)
            {
                if (TryWatch(_server!, Server) && begun == 0)
                {
                    Start(Readiness.None);
                }

                return;
            }

            _server?.Dispose();
        }

        _parts.Counters.CountFailure();
        Close();
    }

    private void Start(Readiness found)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            _up = new Flow(this, ToxicStream.Upstream, _client, _server!, _loop, _parts);
            _down = new Flow(this, ToxicStream.Downstream, _server!, _client, _loop, _parts);
        }

        _phase = ConnectionPhase.Moving;
        // Some toxics end connections on which nothing moves.
        _up.ToxicsChanged();
        _down.ToxicsChanged();
        Ready(_foundEarly, _up, _down);
        Ready(found, _down, _up);
    }

    private bool TryWatch(StreamSocket socket, int number)
    {
        try
        {
            _loop.Watch(socket, Interest, _key, number);
            return true;
        }
        catch (Win32Exception)
        {
            // The kernel watches no more.
            _parts.Counters.CountFailure();
            Close();
            return false;
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

            (_isReset, _isClosed) = (isReset, true);
        }

        _set.Remove(this);
        _up?.Stop();
        _down?.Stop();
        _loop.Schedule(this);
    }

    // The sockets are closed here alone, where nobody else is at work on them.
    private void Finish()
    {
        if (_phase == ConnectionPhase.Over)
        {
            return;
        }

        _loop.Remove(_key);
        _phase = ConnectionPhase.Over;
        _up?.DropRest();
        _down?.DropRest();
        foreach (var socket in (ReadOnlySpan<StreamSocket?>)[_client, _server])
        {
            if (_isReset)
            {
                socket?.Break();
                continue;
            }

            if (_flows > 0 && _up is not null)
            {
                ReadOut(socket!);
            }

            socket?.Dispose();
        }
    }

    // To close a socket while something is unread resets it, and the reset may overtake what was sent.
    private void ReadOut(StreamSocket socket)
    {
        socket.End();
        for (var i = 0; i < LastReads && socket.Receive(_loop.Buffer) > 0; i++) { }
    }
}
