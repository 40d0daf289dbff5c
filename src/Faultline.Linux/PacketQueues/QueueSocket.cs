using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Faultline.Linux.PacketQueues;

/// <summary>
/// The kernel's end of a queue (nfnetlink_queue): packets come in as messages, verdicts go out as messages. No call allocates.
/// <code>
/// message = length, type, flags, sequence, sender | family, version, queue | attributes: length, type, value …
/// </code>
/// </summary>
internal sealed unsafe class QueueSocket : IDisposable
{
    private const int MostAtOnce = 64;
    private const int Slot = 1024;
    private const int Head = 20;
    private const int OneVerdict = Head + 12;
    private const int VerdictRoom = OneVerdict * 256;

    // Of nfnetlink_queue.h; the subsystem is the high byte of a message's type.
    private const int Subsystem = 3 << 8;
    private const int PacketMessage = 0;
    private const int VerdictMessage = 1;
    private const int ConfigMessage = 2;
    private const int BatchMessage = 3;
    private const int PacketHeader = 1;
    private const int VerdictHeader = 2;
    private const int Payload = 10;
    private const int CapturedLength = 13;

    private readonly int _descriptor;
    private readonly byte* _incoming = (byte*)NativeMemory.AllocZeroed(MostAtOnce * Slot);
    private readonly LibC.ManyMessage* _messages = (LibC.ManyMessage*)NativeMemory.AllocZeroed(MostAtOnce, (nuint)sizeof(LibC.ManyMessage));
    private readonly LibC.Buffer* _buffers = (LibC.Buffer*)NativeMemory.AllocZeroed(MostAtOnce, (nuint)sizeof(LibC.Buffer));
    private readonly byte* _verdicts = (byte*)NativeMemory.AllocZeroed(VerdictRoom);
    private int _verdictLength;

    private QueueSocket(int descriptor, ushort number)
    {
        _descriptor = descriptor;
        Number = number;
        for (var i = 0; i < MostAtOnce; i++)
        {
            _buffers[i] = new LibC.Buffer { Start = _incoming + (i * Slot), Length = Slot };
            _messages[i].Buffers = _buffers + i;
            _messages[i].BufferCount = 1;
        }
    }

    /// <summary>The queue's number.</summary>
    public ushort Number { get; }

    public int Descriptor => _descriptor;

    /// <summary>Takes a queue of the network namespace that this thread is in.</summary>
    /// <exception cref="PacketQueueException">The kernel has no queues, another program has this one, or a right is missing.</exception>
    public static QueueSocket Open(ushort number, bool segments, int mostPackets)
    {
        var descriptor = LibC.Socket(LibC.SocketNetlink, LibC.SocketRaw | LibC.SocketCloseOnExec, LibC.NetfilterProtocol);
        if (descriptor < 0)
        {
            throw Failed("the kernel has no netfilter messages", Marshal.GetLastPInvokeError());
        }

        var queue = new QueueSocket(descriptor, number);
        try
        {
            queue.Configure(segments, mostPackets);
            return queue;
        }
        catch
        {
            queue.Dispose();
            throw;
        }
    }

    /// <summary>Reads what has come, without waiting.</summary>
    /// <returns>How many messages there are; each is read by <see cref="TryReadPacket"/>.</returns>
    public int Receive() => Math.Max(LibC.ReceiveMany(_descriptor, _messages, MostAtOnce, LibC.MessageDontWait, null), 0);

    /// <summary>Whether the last read may have left something behind.</summary>
    public static bool IsFull(int received) => received == MostAtOnce;

    /// <summary>What a message says of a packet.</summary>
    public bool TryReadPacket(int message, out uint id, out int length)
    {
        id = 0;
        length = 0;
        var received = new ReadOnlySpan<byte>(_incoming + (message * Slot), (int)Math.Min(_messages[message].Received, Slot));
        if (received.Length < Head || BinaryPrimitives.ReadUInt16LittleEndian(received[4..]) != (Subsystem | PacketMessage))
        {
            return false;
        }

        var isPacket = false;
        var rest = received[Head..];
        while (rest.Length >= 4)
        {
            var size = BinaryPrimitives.ReadUInt16LittleEndian(rest);
            if (size < 4 || size > rest.Length)
            {
                break;
            }

            switch (BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]) & 0x3fff)
            {
                case PacketHeader when size >= 8:
                    id = BinaryPrimitives.ReadUInt32BigEndian(rest[4..]);
                    isPacket = true;
                    break;
                case CapturedLength when size >= 8:
                    length = (int)BinaryPrimitives.ReadUInt32BigEndian(rest[4..]);
                    break;
                case Payload when length == 0:
                    length = size - 4;
                    break;
            }

            rest = rest[Math.Min((size + 3) & ~3, rest.Length)..];
        }

        return isPacket;
    }

    /// <summary>Says what becomes of one packet, at the next <see cref="Flush"/>.</summary>
    public void Judge(uint id, bool isAccepted) => AddVerdict(VerdictMessage, id, isAccepted);

    /// <summary>Lets go of all packets up to this one, in the order of their arrival, at the next <see cref="Flush"/>.</summary>
    public void AcceptUpTo(uint id) => AddVerdict(BatchMessage, id, isAccepted: true);

    /// <summary>Sends the verdicts.</summary>
    public void Flush()
    {
        if (_verdictLength > 0)
        {
            _ = LibC.Send(_descriptor, _verdicts, _verdictLength, 0);
            _verdictLength = 0;
        }
    }

    public void Dispose()
    {
        _ = LibC.Close(_descriptor);
        NativeMemory.Free(_incoming);
        NativeMemory.Free(_messages);
        NativeMemory.Free(_buffers);
        NativeMemory.Free(_verdicts);
    }

    private void AddVerdict(int type, uint id, bool isAccepted)
    {
        var message = new Span<byte>(_verdicts + _verdictLength, OneVerdict);
        Begin(message, type, wantsAnswer: false);
        BinaryPrimitives.WriteUInt16LittleEndian(message[Head..], 12);
        BinaryPrimitives.WriteUInt16LittleEndian(message[(Head + 2)..], VerdictHeader);
        BinaryPrimitives.WriteUInt32BigEndian(message[(Head + 4)..], isAccepted ? 1u : 0u);
        BinaryPrimitives.WriteUInt32BigEndian(message[(Head + 8)..], id);
        _verdictLength += OneVerdict;
        if (_verdictLength == VerdictRoom)
        {
            Flush();
        }
    }

    private void Configure(bool segments, int mostPackets)
    {
        var address = stackalloc byte[12];
        new Span<byte>(address, 12).Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(new Span<byte>(address, 2), LibC.SocketNetlink);
        if (LibC.Bind(_descriptor, address, 12) != 0)
        {
            throw Failed("no socket for netfilter's messages can be bound", Marshal.GetLastPInvokeError());
        }

        // A burst must not be lost for want of room; what does not fit nevertheless passes at once and is no error.
        var size = 16 << 20;
        _ = LibC.SetSocketOption(_descriptor, LibC.LevelSocket, LibC.SocketReceiveBufferForce, &size, sizeof(int));
        var yes = 1;
        _ = LibC.SetSocketOption(_descriptor, LibC.LevelNetlink, LibC.NetlinkNoBufferErrors, &yes, sizeof(int));
        var patience = new LibC.TimeSpec { Seconds = 5 };
        _ = LibC.SetSocketOption(_descriptor, LibC.LevelSocket, LibC.SocketReceiveTimeout, &patience, sizeof(LibC.TimeSpec));

        // Command 1 binds.
        Ask([8, 0, 1, 0, 1, 0, 0, 0], "bound");

        // A few bytes of each packet (mode 2), so that its length is told; 1 passes what does not fit, 4 takes segments uncut.
        Span<byte> settings = stackalloc byte[12 + 8 + 8 + 8];
        settings.Clear();
        settings[0] = 9;
        settings[2] = 2;
        BinaryPrimitives.WriteUInt32BigEndian(settings[4..], 16);
        settings[8] = 2;
        Attribute(settings[12..], 3, (uint)mostPackets);
        Attribute(settings[20..], 4, 1 | 4);
        Attribute(settings[28..], 5, segments ? 1u : 1 | 4);
        Ask(settings, "configured");
    }

    private void Ask(ReadOnlySpan<byte> attributes, string what)
    {
        Span<byte> message = stackalloc byte[Head + attributes.Length];
        Begin(message, ConfigMessage, wantsAnswer: true);
        attributes.CopyTo(message[Head..]);
        fixed (byte* bytes = message)
        {
            if (LibC.Send(_descriptor, bytes, message.Length, 0) < 0)
            {
                throw Failed($"packet queue {Number} can't be {what}", Marshal.GetLastPInvokeError());
            }
        }

        // Packets may come before the answer does; they stay with the kernel until they are judged, and none is lost: the queue is
        // not used by any rule while it is being configured.
        while (true)
        {
            var count = LibC.Receive(_descriptor, _incoming, Slot, 0);
            if (count < Head)
            {
                throw Failed($"packet queue {Number} can't be {what}", Marshal.GetLastPInvokeError());
            }

            var answer = new ReadOnlySpan<byte>(_incoming, (int)count);
            if (BinaryPrimitives.ReadUInt16LittleEndian(answer[4..]) == 2)
            {
                var error = -BinaryPrimitives.ReadInt32LittleEndian(answer[16..]);
                if (error != 0)
                {
                    throw Failed($"packet queue {Number} can't be {what}", error);
                }

                return;
            }
        }
    }

    private void Begin(Span<byte> message, int type, bool wantsAnswer)
    {
        message.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(message[4..], (ushort)(Subsystem | type));
        BinaryPrimitives.WriteUInt16LittleEndian(message[6..], (ushort)(wantsAnswer ? 5 : 1));
        BinaryPrimitives.WriteUInt16BigEndian(message[18..], Number);
    }

    private static void Attribute(Span<byte> at, ushort type, uint value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(at, 8);
        BinaryPrimitives.WriteUInt16LittleEndian(at[2..], type);
        BinaryPrimitives.WriteUInt32BigEndian(at[4..], value);
    }

    private static PacketQueueException Failed(string what, int error) =>
        new($"{what}: {Marshal.GetPInvokeErrorMessage(error)} ({error})", error);
}
