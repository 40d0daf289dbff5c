using System.Runtime.InteropServices;

namespace Faultline.Linux.PacketQueues;

/// <summary>
/// Packets by the time at which they are due, and by arrival where that is the same: a binary heap in memory that the garbage
/// collector does not know, of a size that never changes.
/// </summary>
internal sealed unsafe class WaitingPackets : IDisposable
{
    private readonly Packet* _heap;
    private readonly int _most;

    public WaitingPackets(int most)
    {
        _most = most;
        _heap = (Packet*)NativeMemory.Alloc((nuint)most, (nuint)sizeof(Packet));
    }

    public int Count { get; private set; }

    /// <summary>How many bytes all of them have together.</summary>
    public long Bytes { get; private set; }

    public bool IsFull => Count == _most;

    /// <summary>The one that is due first. There must be one.</summary>
    public ref readonly Packet First => ref _heap[0];

    /// <summary>Adds one. There must be room.</summary>
    public void Add(in Packet packet)
    {
        var at = Count++;
        Bytes += packet.Length;
        while (at > 0)
        {
            var above = (at - 1) / 2;
            if (!IsBefore(packet, _heap[above]))
            {
                break;
            }

            _heap[at] = _heap[above];
            at = above;
        }

        _heap[at] = packet;
    }

    /// <summary>Takes the one that is due first. There must be one.</summary>
    public Packet Take()
    {
        var first = _heap[0];
        var last = _heap[--Count];
        Bytes -= first.Length;
        var at = 0;
        while (true)
        {
            var below = (2 * at) + 1;
            if (below >= Count)
            {
                break;
            }

            if (below + 1 < Count && IsBefore(_heap[below + 1], _heap[below]))
            {
                below++;
            }

            if (!IsBefore(_heap[below], last))
            {
                break;
            }

            _heap[at] = _heap[below];
            at = below;
        }

        _heap[at] = last;
        return first;
    }

    public void Dispose() => NativeMemory.Free(_heap);

    private static bool IsBefore(in Packet left, in Packet right) =>
        left.Due < right.Due || (left.Due == right.Due && left.Arrival < right.Arrival);

    /// <summary>A packet that waits.</summary>
    /// <param name="Due">When it is let go, on the monotonic clock, in nanoseconds.</param>
    /// <param name="Arrival">The how-manieth it is.</param>
    /// <param name="Id">What the kernel calls it.</param>
    /// <param name="Length">Its length in bytes.</param>
    internal readonly record struct Packet(long Due, long Arrival, uint Id, int Length);
}
