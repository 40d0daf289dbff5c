namespace Faultline.Proxy.Relaying;

/// <summary>What went through one proxy.</summary>
internal sealed class ProxyCounters
{
    private readonly long[] _received = new long[2];
    private readonly long[] _sent = new long[2];
    private long _connections;
    private long _failed;

    /// <summary>Connections taken.</summary>
    public long Connections => Volatile.Read(ref _connections);

    /// <summary>Connections for which the upstream could not be reached.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Bytes that came in a direction.</summary>
    public long Received(Toxics.ToxicStream stream) => Volatile.Read(ref _received[(int)stream]);

    /// <summary>Bytes that went on in a direction.</summary>
    public long Sent(Toxics.ToxicStream stream) => Volatile.Read(ref _sent[(int)stream]);

    /// <summary>Counts bytes that came.</summary>
    public void CountReceived(Toxics.ToxicStream stream, int count) => Interlocked.Add(ref _received[(int)stream], count);

    /// <summary>Counts bytes that went on.</summary>
    public void CountSent(Toxics.ToxicStream stream, int count) => Interlocked.Add(ref _sent[(int)stream], count);

    /// <summary>Counts a connection.</summary>
    public void CountConnection() => Interlocked.Increment(ref _connections);

    /// <summary>Counts a connection that led nowhere.</summary>
    public void CountFailure() => Interlocked.Increment(ref _failed);
}
