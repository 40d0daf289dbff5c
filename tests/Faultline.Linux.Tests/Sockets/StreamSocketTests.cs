using System.Net;
using System.Net.Sockets;
using Faultline.Linux.Sockets;

namespace Faultline.Linux.Tests.Sockets;

/// <summary>Sockets that never wait, and who says when to try again.</summary>
public sealed class StreamSocketTests : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Poller _poller = new();

    public StreamSocketTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Blocking = false;
        _listener.Listen(8);
    }

    [Fact]
    public void What_one_side_sends_the_other_is_told_of_and_receives()
    {
        var (client, server) = Pair();
        using var _ = client;
        using var __ = server;
        var buffer = new byte[10];
        server.Receive(buffer).ShouldBe(StreamSocket.Later);
        _poller.Add(server, Readiness.In | Readiness.PeerEnded | Readiness.Edge, (7L << 32) | 9);

        client.Send("abc"u8).ShouldBe(3);

        Told((7L << 32) | 9).HasFlag(Readiness.In).ShouldBeTrue();
        server.Receive(buffer).ShouldBe(3);
        buffer.AsSpan(0, 3).SequenceEqual("abc"u8).ShouldBeTrue();
        client.EndSending();
        Told((7L << 32) | 9).HasFlag(Readiness.PeerEnded).ShouldBeTrue();
        server.Receive(buffer).ShouldBe(0);
        server.Send("d"u8).ShouldBe(1);
    }

    [Fact]
    public void A_socket_that_is_broken_off_is_broken_for_its_peer()
    {
        var (client, server) = Pair();
        using var _ = client;
        _poller.Add(client, Readiness.In | Readiness.Edge, 5);

        server.Break();

        Told(5).HasFlag(Readiness.Error).ShouldBeTrue();
        client.Receive(new byte[1]).ShouldBe(StreamSocket.Broken);
    }

    [Fact]
    public void A_full_socket_is_sent_to_later_and_says_when()
    {
        var (client, server) = Pair();
        using var _ = client;
        using var __ = server;
        _poller.Add(client, Readiness.Out | Readiness.Edge, 5);
        var data = new byte[1 << 20];
        while (client.Send(data) != StreamSocket.Later) { }
        while (_poller.Wait(isPatient: false) > 0) { }

        while (server.Receive(data) > 0) { }

        Told(5).HasFlag(Readiness.Out).ShouldBeTrue();
        client.Send(data).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void An_address_where_nobody_listens_breaks_the_connection()
    {
        var address = _listener.LocalEndPoint!.Serialize();
        _listener.Dispose();
        using var socket = StreamSocket.For(address).ShouldNotBeNull();

        if (socket.Connect(address) == StreamSocket.Later)
        {
            _poller.Add(socket, Readiness.Out | Readiness.Edge, 5);
            Told(5).HasFlag(Readiness.Error).ShouldBeTrue();
        }

        socket.Send("a"u8).ShouldBe(StreamSocket.Broken);
    }

    [Fact]
    public void Where_no_connection_waits_none_is_taken()
    {
        StreamSocket.Accept(_listener.SafeHandle, out var outcome).ShouldBeNull();

        outcome.ShouldBe(AcceptOutcome.None);
    }

    [Fact]
    public async Task A_wait_ends_when_it_is_woken_each_time()
    {
        for (var i = 0; i < 3; i++)
        {
            var waiting = Task.Run(() => _poller.Wait(isPatient: true), TestContext.Current.CancellationToken);
            _poller.Wake();
            (await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).ShouldBe(1);
            _poller.Key(0).ShouldBe(Poller.WakeKey);
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _poller.Dispose();
    }

    private (StreamSocket Client, StreamSocket Server) Pair()
    {
        var address = _listener.LocalEndPoint!.Serialize();
        var client = StreamSocket.For(address).ShouldNotBeNull();
        client.Connect(address).ShouldNotBe(StreamSocket.Broken);
        _listener.Poll(TimeSpan.FromSeconds(30), SelectMode.SelectRead).ShouldBeTrue();
        return (client, StreamSocket.Accept(_listener.SafeHandle, out _).ShouldNotBeNull());
    }

    private Readiness Told(long key)
    {
        _poller.Wait(isPatient: true).ShouldBe(1);
        _poller.Key(0).ShouldBe(key);
        return _poller.Found(0);
    }
}
