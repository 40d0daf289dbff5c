using System.Diagnostics;
using Faultline.Linux.Processes;

namespace Faultline.Linux.PacketQueues;

/// <summary>
/// The thread of a queue.
/// <code>
/// wait for a packet or the next due time ──> let go of what is due ──> take in what has come ──> again
/// </code>
/// </summary>
internal sealed class QueueLoop : IDisposable
{
    // Between two looks at what is due, so that a flood delays no packet that waits.
    private const int MostReadsInARow = 4;

    // A rule that still sends packets must not keep us from ending.
    private const int MostReadsAtTheEnd = 1000;
    private const int MostPriority = -20;
    private const int Microsecond = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly QueueSocket _socket;
    private readonly WaitingPackets _waiting;
    private readonly PacketTreatment _treatment;
    private readonly long _delay;
    private readonly long _jitter;
    private readonly Pipe _wake = Pipe.Open();
    private readonly ManualResetEventSlim _isLetGo = new();
    private readonly Thread _thread;
    private bool _passesAll;
    private ulong _chance;
    private long _lastDue;
    private long _seen;
    private long _delayed;
    private long _dropped;
    private long _overflowed;
    private int _count;

    public QueueLoop(QueueSocket socket, PacketTreatment treatment)
    {
        _socket = socket;
        _treatment = treatment;
        _waiting = new WaitingPackets(treatment.MostPackets);
        _delay = Nanoseconds(treatment.Delay);
        _jitter = Nanoseconds(treatment.Jitter);

        // Zero would stay zero.
        _chance = ((ulong)(uint)treatment.Seed << 32) ^ 0x9e3779b97f4a7c15;
        _thread = new Thread(Run) { IsBackground = true, Name = "packets" };
        _thread.Start();
    }

    public PacketCounters Counters =>
        new(
            Volatile.Read(ref _seen),
            Volatile.Read(ref _delayed),
            Volatile.Read(ref _dropped),
            Volatile.Read(ref _overflowed),
            Volatile.Read(ref _count)
        );

    /// <summary>Lets go of everything that waits, and from now on of everything at once. Returns when that is done.</summary>
    public unsafe void LetGo()
    {
        byte any = 0;
        _ = LibC.Write(_wake.WriteEnd, &any, 1);
        _isLetGo.Wait(Patience);
    }

    public void Dispose()
    {
        _wake.CloseWrite();
        _thread.Join(Patience);
        _isLetGo.Dispose();
    }

    private void Run()
    {
        // Both are this thread's alone. Without the right to a better priority it has the usual one.
        _ = LibC.ControlThread(LibC.SetTimerSlack, Microsecond, 0, 0, 0);
        _ = LibC.SetPriority(LibC.PriorityOfProcess, 0, MostPriority);
        while (Wait())
        {
            LetGo(Now());
            TakeIn();
        }

        LetGoOfAll();
        _socket.Dispose();
        _waiting.Dispose();
        _wake.CloseRead();
    }

    // False once it is to end.
    private unsafe bool Wait()
    {
        var requests = stackalloc LibC.PollRequest[2];
        requests[0] = new LibC.PollRequest { Descriptor = _socket.Descriptor, Events = LibC.POLLIN };
        requests[1] = new LibC.PollRequest { Descriptor = _wake.ReadEnd, Events = LibC.POLLIN };
        LibC.TimeSpec timeout;
        if (_waiting.Count > 0)
        {
            var left = Math.Max(_waiting.First.Due - Now(), 0);
            timeout = new LibC.TimeSpec { Seconds = left / 1_000_000_000, Nanoseconds = left % 1_000_000_000 };
        }

        _ = LibC.PollPrecisely(requests, 2, _waiting.Count > 0 ? &timeout : null, null);
        if (requests[1].Found == 0)
        {
            return true;
        }

        byte any;
        if (LibC.Read(_wake.ReadEnd, &any, 1) <= 0)
        {
            return false;
        }

        _passesAll = true;
        LetGo(long.MaxValue);
        _isLetGo.Set();
        return true;
    }

    private void TakeIn()
    {
        for (var read = 0; read < MostReadsInARow; read++)
        {
            var received = _socket.Receive();
            var now = Now();
            for (var message = 0; message < received; message++)
            {
                if (_socket.TryReadPacket(message, out var id, out var length))
                {
                    TakeIn(id, length, now);
                }
            }

            if (received > 0)
            {
                LetGo(now);
            }

            if (!QueueSocket.IsFull(received))
            {
                return;
            }
        }
    }

    private void TakeIn(uint id, int length, long now)
    {
        Volatile.Write(ref _seen, _seen + 1);
        if (_passesAll)
        {
            _socket.Judge(id, isAccepted: true);
            return;
        }

        if (_treatment.DropShare > 0 && Chance() < _treatment.DropShare)
        {
            _socket.Judge(id, isAccepted: false);
            Volatile.Write(ref _dropped, _dropped + 1);
            return;
        }

        if (_waiting.IsFull || _waiting.Bytes + length > _treatment.MostBytes)
        {
            _socket.Judge(id, isAccepted: true);
            Volatile.Write(ref _overflowed, _overflowed + 1);
            return;
        }

        var wait = _delay;
        if (_jitter > 0)
        {
            wait = Math.Max(wait + (long)(((Chance() * 2) - 1) * _jitter), 0);
        }

        var due = now + wait;
        if (_treatment.KeepsOrder)
        {
            due = Math.Max(due, _lastDue);
            _lastDue = due;
        }

        _waiting.Add(new WaitingPackets.Packet(due, _seen, id, length));
        Volatile.Write(ref _count, _waiting.Count);
        if (wait > 0)
        {
            Volatile.Write(ref _delayed, _delayed + 1);
        }
    }

    private void LetGo(long until)
    {
        uint last = 0;
        var any = false;
        while (_waiting.Count > 0 && _waiting.First.Due <= until)
        {
            last = _waiting.Take().Id;
            any = true;
            if (!_treatment.KeepsOrder)
            {
                _socket.Judge(last, isAccepted: true);
            }
        }

        // In order, everything before the last one is due as well: one verdict for all.
        if (any && _treatment.KeepsOrder)
        {
            _socket.AcceptUpTo(last);
        }

        _socket.Flush();
        Volatile.Write(ref _count, _waiting.Count);
    }

    private void LetGoOfAll()
    {
        for (var read = 0; read < MostReadsAtTheEnd; read++)
        {
            LetGo(long.MaxValue);
            var received = _socket.Receive();
            if (received == 0)
            {
                return;
            }

            for (var message = 0; message < received; message++)
            {
                if (_socket.TryReadPacket(message, out var id, out _))
                {
                    Volatile.Write(ref _seen, _seen + 1);
                    _socket.Judge(id, isAccepted: true);
                }
            }
        }

        LetGo(long.MaxValue);
    }

    // splitmix64: even, repeatable and without memory.
    private double Chance()
    {
        var value = _chance += 0x9e3779b97f4a7c15;
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return ((value ^ (value >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    private static long Nanoseconds(TimeSpan span) => span.Ticks * 100;

    // The monotonic clock, whose frequency is a billion on Linux.
    private static long Now() => Stopwatch.GetTimestamp();
}
