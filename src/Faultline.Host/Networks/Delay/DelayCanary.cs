using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Faultline.Linux.Networking.Namespaces;

namespace Faultline.Host.Networks.Delay;

/// <summary>
/// Datagrams from one socket to another over the target's own loopback device, of which it is known how long they took. A rule of
/// their own takes them the way of the packets that are meant.
/// </summary>
internal sealed class DelayCanary : IDisposable
{
    private const int Size = 16;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly Socket _sender;
    private readonly Socket _receiver;

    private DelayCanary(Socket sender, Socket receiver) => (_sender, _receiver) = (sender, receiver);

    /// <summary>The port that they leave from.</summary>
    public ushort SourcePort => (ushort)((IPEndPoint)_sender.LocalEndPoint!).Port;

    /// <summary>The port that they go to.</summary>
    public ushort Port => (ushort)((IPEndPoint)_receiver.LocalEndPoint!).Port;

    /// <summary>Opens both sockets in a namespace; null where it has no loopback device that is switched on.</summary>
    public static DelayCanary? Open(NetworkNamespace network)
    {
        try
        {
            return network.Run(() => new DelayCanary(Bound(), Bound()));
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Sends some, and waits for them.</summary>
    /// <param name="count">How many.</param>
    /// <param name="patience">For how long the last is waited for.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>How many milliseconds each of those took that arrived, the shortest first; null where none can be sent.</returns>
    public async Task<IReadOnlyList<double>?> FlyAsync(int count, TimeSpan patience, TimeProvider time, CancellationToken stop)
    {
        var took = new List<double>();
        var sent = new long[count];

        // What an earlier flight left behind has another number.
        var flight = Stopwatch.GetTimestamp();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var receiving = ReceiveAsync();
        try
        {
            var message = new byte[Size];
            BinaryPrimitives.WriteInt64LittleEndian(message, flight);
            for (var i = 0; i < count; i++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(8), i);
                Volatile.Write(ref sent[i], Stopwatch.GetTimestamp());
                _ = await _sender.SendToAsync(message, SocketFlags.None, _receiver.LocalEndPoint!, stop);
                await Task.Delay(Pause, time, stop);
            }
        }
        catch (SocketException)
        {
            await end.CancelAsync();
            await receiving;
            return null;
        }

        using var late = new CancellationTokenSource(patience, time);
        await using var ends = late.Token.Register(end.Cancel);
        await receiving;
        took.Sort();
        return took;

        // A blocking receive on a thread of its own: what comes is noticed at once, whatever the pool is about.
        Task ReceiveAsync() =>
            Task.Factory.StartNew(
                () =>
                {
                    var message = new byte[Size];
                    _receiver.ReceiveTimeout = (int)Pause.TotalMilliseconds * 10;
                    while (took.Count < count && !end.IsCancellationRequested)
                    {
                        try
                        {
                            var length = _receiver.Receive(message);
                            var now = Stopwatch.GetTimestamp();
                            if (length == Size && BinaryPrimitives.ReadInt64LittleEndian(message) == flight)
                            {
                                var number = BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(8));
                                took.Add(Stopwatch.GetElapsedTime(Volatile.Read(ref sent[number]), now).TotalMilliseconds);
                            }
                        }
                        catch (SocketException)
                        {
                            // Nothing has come for a while.
                        }
                    }
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            );
    }

    public void Dispose()
    {
        _sender.Dispose();
        _receiver.Dispose();
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
