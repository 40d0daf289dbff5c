namespace Faultline.Linux.PacketQueues;

/// <summary>
/// A queue of the kernel's packet filter, with a thread of its own that lets packets go when they are due, or drops them. Rules whose
/// target is <c>NFQUEUE</c> with this number send packets here. The thread allocates nothing, so that no collection of garbage is
/// brought about by packets. When the process dies, the kernel drops what waits, and rules with <c>bypass</c> let the rest pass.
/// </summary>
public sealed class PacketLine : IDisposable
{
    private const int FirstNumber = 20_000;
    private const int Numbers = 40_000;
    private const int Attempts = 16;

    private readonly QueueLoop _loop;

    private PacketLine(QueueSocket socket, PacketTreatment treatment)
    {
        Number = socket.Number;
        _loop = new QueueLoop(socket, treatment);
    }

    /// <summary>The number that rules name it by.</summary>
    public ushort Number { get; }

    /// <summary>What has become of its packets so far.</summary>
    public PacketCounters Counters => _loop.Counters;

    /// <summary>Takes a queue that nobody has, in the network namespace that this thread is in.</summary>
    /// <param name="treatment">What happens to its packets.</param>
    /// <exception cref="PacketQueueException">The kernel has no queues, or a right is missing.</exception>
    public static PacketLine Open(PacketTreatment treatment)
    {
        ArgumentNullException.ThrowIfNull(treatment);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var number = FirstNumber + ((((uint)Environment.ProcessId * 31) + (uint)treatment.Seed + ((uint)attempt * 97)) % Numbers);
                return new PacketLine(QueueSocket.Open((ushort)number, treatment.Segments, treatment.MostPackets), treatment);
            }
            catch (PacketQueueException taken) when (taken.Error is LibC.EBUSY or LibC.EPERM && attempt < Attempts)
            {
                // The kernel says that it is not permitted when another program has that one.
            }
        }
    }

    /// <summary>
    /// Lets go of everything that waits, and from now on of everything at once. To be called before the rules are taken away: the
    /// kernel drops all that waits in a namespace's queues when a chain of that namespace goes.
    /// </summary>
    public void LetGo() => _loop.LetGo();

    /// <summary>Gives the queue back, once no rule sends packets to it any more: what comes between the last look and the end is dropped.</summary>
    public void Dispose() => _loop.Dispose();
}
