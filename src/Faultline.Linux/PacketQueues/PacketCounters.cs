namespace Faultline.Linux.PacketQueues;

/// <summary>What has become of a queue's packets.</summary>
/// <param name="Seen">How many came.</param>
/// <param name="Delayed">How many have waited, or still do.</param>
/// <param name="Dropped">How many were dropped.</param>
/// <param name="Overflowed">How many passed at once because the queue was full; the kernel's own share of these is not known here.</param>
/// <param name="Waiting">How many wait now.</param>
public readonly record struct PacketCounters(long Seen, long Delayed, long Dropped, long Overflowed, int Waiting);
