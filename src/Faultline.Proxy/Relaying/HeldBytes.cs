namespace Faultline.Proxy.Relaying;

/// <summary>Bounds what waits in toxics, in one connection and in all of them together.</summary>
internal sealed class HeldBytes
{
    /// <summary>What a direction may hold in any case: without it the connections that come late would never move.</summary>
    public const int Least = 64 * 1024;

    /// <summary>What a direction may hold while there is room for all: the bytes of a line of 100 ms and 640 Mbit/s.</summary>
    public const int Most = 8 * 1024 * 1024;

    private const long All = 512L * 1024 * 1024;

    private long _total;

    /// <summary>What all hold together.</summary>
    public long Total => Volatile.Read(ref _total);

    /// <summary>Whether a direction that holds so much may hold more.</summary>
    public bool HasRoom(long held) => held < Least || (held < Most && Total < All);

    /// <summary>Counts.</summary>
    public void Add(long bytes) => Interlocked.Add(ref _total, bytes);
}
