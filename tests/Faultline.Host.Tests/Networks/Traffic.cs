using System.Net;
using System.Net.Sockets;
using Faultline.Linux.Networking.Namespaces;

namespace Faultline.Host.Tests.Networks;

/// <summary>Takes datagrams at an address of a namespace and counts them.</summary>
internal sealed class Receiver : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[2048];

    public Receiver(string name, IPAddress address, int port = 0)
    {
        using var network = NetworkNamespace.Named(name);
        _socket = network.Run(() => new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
        _socket.ReceiveBufferSize = 1 << 22;
        _socket.Bind(new IPEndPoint(address, port));
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>How many have come; those that are expected are waited for, more are not for long.</summary>
    public int Count(int expected = 0)
    {
        var count = 0;
        while (_socket.Poll(count < expected ? Traffic.Patience : Traffic.Moment, SelectMode.SelectRead))
        {
            _ = _socket.Receive(_buffer);
            count++;
        }

        return count;
    }

    public void Dispose() => _socket.Dispose();
}

/// <summary>Sends from a namespace.</summary>
internal sealed class Sender : IDisposable
{
    private readonly Socket _socket;

    public Sender(string name, AddressFamily family = AddressFamily.InterNetwork, int port = 0)
    {
        using var network = NetworkNamespace.Named(name);
        _socket = network.Run(() => new Socket(family, SocketType.Dgram, ProtocolType.Udp));
        _socket.Bind(new IPEndPoint(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, port));
    }

    /// <summary>Sends datagrams; a refusal is an error.</summary>
    public void Send(IPEndPoint to, int count = 10)
    {
        for (var i = 0; i < count; i++)
        {
            _ = _socket.SendTo(new byte[8], to);
        }
    }

    public void Dispose() => _socket.Dispose();
}

/// <summary>Traffic between namespaces.</summary>
internal static class Traffic
{
    /// <summary>For what has to come, on a machine under load.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>For what has to stay away.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(150);

    /// <summary>How many of ten datagrams arrive.</summary>
    public static int Datagrams(string from, string to, IPAddress address, int port = 0, int sourcePort = 0, int expected = 0)
    {
        using var receiver = new Receiver(to, address, port);
        using var sender = new Sender(from, address.AddressFamily, sourcePort);
        sender.Send(receiver.EndPoint);
        return receiver.Count(expected);
    }

    /// <summary>A listener in a namespace.</summary>
    public static Socket Listen(string name, IPAddress address, int port = 0)
    {
        using var network = NetworkNamespace.Named(name);
        var listener = network.Run(() => new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        listener.Bind(new IPEndPoint(address, port));
        listener.Listen();
        return listener;
    }

    /// <summary>Connects from a namespace; true where that works in time, false where nothing is heard.</summary>
    public static async Task<bool> ConnectsAsync(string name, EndPoint to, bool expected, CancellationToken stop)
    {
        using var network = NetworkNamespace.Named(name);
        using var socket = network.Run(() => new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(expected ? Patience : 4 * Moment);
        try
        {
            await socket.ConnectAsync(to, late.Token);
            return true;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
