using Faultline.Proxy.Leases;

namespace Faultline.Proxy.Toxics;

/// <summary>One toxic of a proxy; its settings may change, its name, kind and direction don't.</summary>
internal sealed class Toxic(string name, ToxicKind kind, ToxicStream stream, ToxicSettings settings, Lease? lease)
{
    private long _bytes;
    private long _connections;
    private long _ended;
    private volatile ToxicSettings _settings = settings;

    /// <summary>Its name, the only one in its proxy.</summary>
    public string Name => name;

    /// <summary>What it does.</summary>
    public ToxicKind Kind => kind;

    /// <summary>The direction that it is for.</summary>
    public ToxicStream Stream => stream;

    /// <summary>The lease that it ends with; null where it stays.</summary>
    public Lease? Lease => lease;

    /// <summary>Its settings.</summary>
    public ToxicSettings Settings
    {
        get => _settings;
        set => _settings = value;
    }

    /// <summary>Bytes that went through it.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Connections that it was for.</summary>
    public long Connections => Volatile.Read(ref _connections);

    /// <summary>Connections that it ended.</summary>
    public long Ended => Volatile.Read(ref _ended);

    /// <summary>Counts bytes.</summary>
    public void CountBytes(int count) => Interlocked.Add(ref _bytes, count);

    /// <summary>Counts a connection that it is for.</summary>
    public void CountConnection() => Interlocked.Increment(ref _connections);

    /// <summary>Counts a connection that it ended.</summary>
    public void CountEnd() => Interlocked.Increment(ref _ended);
}
