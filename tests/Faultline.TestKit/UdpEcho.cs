using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Faultline.TestKit;

/// <summary>Sends datagrams back to whoever sent them, until it is disposed of.</summary>
public sealed class UdpEcho : IDisposable
{
    private readonly Socket _socket;

    /// <summary>Begins.</summary>
    /// <param name="socket">A bound socket of any network namespace; it becomes the echo's.</param>
    public UdpEcho(Socket socket)
    {
        _socket = socket;
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
        socket.ReceiveBufferSize = 8 << 20;
        new Thread(Run) { IsBackground = true, Name = "echo" }.Start();
    }

    /// <summary>Where it is bound to.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Sends datagrams at a pace and notes which come back, in which order, and after which time.</summary>
    /// <param name="socket">A socket of any network namespace.</param>
    /// <param name="to">The echo.</param>
    /// <param name="count">How many.</param>
    /// <param name="pause">Between two of them.</param>
    /// <param name="patience">For which time the last is waited for.</param>
    public static RoundTrips Measure(Socket socket, IPEndPoint to, int count, TimeSpan pause, TimeSpan patience)
    {
        socket.ReceiveBufferSize = 8 << 20;
        socket.ReceiveTimeout = 20;
        var sent = new long[count];
        var took = new double?[count];
        var order = new List<int>(count);
        var refused = 0;
        var isOver = false;
        var receiver = new Thread(() =>
        {
            var bytes = new byte[64];
            while (order.Count < count && !Volatile.Read(ref isOver))
            {
                try
                {
                    if (socket.Receive(bytes) == bytes.Length)
                    {
                        var number = BitConverter.ToInt32(bytes);
                        took[number] = Stopwatch.GetElapsedTime(Volatile.Read(ref sent[number])).TotalMilliseconds;
                        order.Add(number);
                    }
                }
                catch (SocketException)
                {
                    // Nothing has come for a while.
                }
            }
        });
        receiver.Start();
        var message = new byte[64];
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            BitConverter.TryWriteBytes(message, i);
            Volatile.Write(ref sent[i], Stopwatch.GetTimestamp());
            try
            {
                socket.SendTo(message, to);
            }
            catch (SocketException)
            {
                refused++;
            }

            var next = pause * (i + 1);
            while (Stopwatch.GetElapsedTime(begun) < next)
            {
                Thread.Sleep(pause > TimeSpan.FromMilliseconds(2) ? 1 : 0);
            }
        }

        if (!receiver.Join(patience))
        {
            Volatile.Write(ref isOver, true);
            receiver.Join();
        }

        return new RoundTrips(count, refused, [.. took.OfType<double>().Order()], order);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void Run()
    {
        var bytes = new byte[2048];
        EndPoint from = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        try
        {
            while (true)
            {
                var count = _socket.ReceiveFrom(bytes, ref from);
                _socket.SendTo(bytes.AsSpan(0, count), from);
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}

/// <summary>What has become of datagrams that were sent to an echo.</summary>
/// <param name="Sent">How many.</param>
/// <param name="Refused">How many the sender was told of.</param>
/// <param name="Milliseconds">How long each of those took that came back, the shortest first.</param>
/// <param name="Order">Their numbers, in the order in which they came.</param>
public sealed record RoundTrips(int Sent, int Refused, IReadOnlyList<double> Milliseconds, IReadOnlyList<int> Order)
{
    /// <summary>Measures until it is as it should be, at most five times: others on the same processors add what they like, and no fault does.</summary>
    public static RoundTrips Until(Func<RoundTrips, bool> isFine, Func<RoundTrips> measure)
    {
        var trips = measure();
        for (var attempt = 1; attempt < 5 && !isFine(trips); attempt++)
        {
            trips = measure();
        }

        return trips;
    }

    /// <summary>How many did not come back, in percent.</summary>
    public double LostPercent => 100.0 * (Sent - Milliseconds.Count) / Sent;

    /// <summary>How many were overtaken by a later one.</summary>
    public int OutOfOrder => Order.Zip(Order.Skip(1)).Count(pair => pair.Second < pair.First);

    /// <summary>The time that a share of them stayed below.</summary>
    public double At(double share) => Milliseconds[Math.Min((int)(Milliseconds.Count * share), Milliseconds.Count - 1)];
}
