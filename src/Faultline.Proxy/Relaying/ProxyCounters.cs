using Faultline.Proxy.Toxics;

namespace Faultline.Proxy.Relaying;

/// <summary>
/// What went through one proxy. Each loop counts by itself, next to nobody, and they are added up when somebody asks: to count together
/// would have them wait for one another with every message.
/// </summary>
internal sealed class ProxyCounters(int loops)
{
    // Two lines of the processor's cache, which it fetches in pairs.
    private const int Room = 16;
    private const int Received0 = 0;
    private const int Sent0 = 2;

    private readonly long[] _bytes = new long[(loops + 1) * Room];
    private long _connections;
    private long _failed;

    /// <summary>Connections taken.</summary>
    public long Connections => Volatile.Read(ref _connections);

    /// <summary>Connections for which the upstream could not be reached.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Bytes that came in a direction.</summary>
    public long Received(ToxicStream stream) => Sum(Received0 + (int)stream);

    /// <summary>Bytes that went on in a direction.</summary>
    public long Sent(ToxicStream stream) => Sum(Sent0 + (int)stream);

    /// <summary>Counts bytes that came; on the thread of the loop.</summary>
    public void CountReceived(ToxicStream stream, EventLoop loop, int count) => Count(Received0 + (int)stream, loop, count);

    /// <summary>Counts bytes that went on; on the thread of the loop.</summary>
    public void CountSent(ToxicStream stream, EventLoop loop, int count) => Count(Sent0 + (int)stream, loop, count);

    /// <summary>Counts bytes that went on; on any other thread.</summary>
    public void CountSent(ToxicStream stream, int count) => Interlocked.Add(ref _bytes[Sent0 + (int)stream], count);

    /// <summary>Counts a connection.</summary>
    public void CountConnection() => Interlocked.Increment(ref _connections);

    /// <summary>Counts a connection that led nowhere.</summary>
    public void CountFailure() => Interlocked.Increment(ref _failed);

    private void Count(int kind, EventLoop loop, int count)
    {
        ref var bytes = ref _bytes[(loop.Number + 1) * Room + kind];
        Volatile.Write(ref bytes, bytes + count);
    }

    private long Sum(int kind)
    {
        var sum = 0L;
        for (var i = kind; i < _bytes.Length; i += Room)
        {
            sum += Volatile.Read(ref _bytes[i]);
        }

        return sum;
    }
}
