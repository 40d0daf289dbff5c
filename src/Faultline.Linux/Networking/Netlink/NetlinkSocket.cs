using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Faultline.Linux.Networking.Netlink;

/// <summary>
/// A conversation with the kernel. It belongs to the network namespace of the thread that opened it, for good; after that any thread
/// may use it. What the kernel ties to it (tables with an owner) goes when it is closed, or when the process dies.
/// </summary>
public sealed unsafe class NetlinkSocket : IDisposable
{
    private const int Acknowledgement = 2;
    private const int Done = 3;
    private const int BatchBegin = 16;
    private const int BatchEnd = 17;
    private const int NetfilterSubsystem = 10;
    private const int InterruptedFlag = 0x10;
    private const int MostDumps = 20;
    private const int ExtendedAckFlag = 0x200;
    private const int CappedFlag = 0x100;
    private const int ReceiveSize = 1 << 18;
    private const int SecondsToWait = 10;
    private const int AddressSize = 12;

    private readonly Lock _lock = new();
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(ReceiveSize, pinned: true);
    private readonly int _descriptor;
    private uint _sequence;
    private bool _isClosed;
    private bool _wasInterrupted;

    private NetlinkSocket(int descriptor, uint port) => (_descriptor, Port) = (descriptor, port);

    /// <summary>The socket's number among netlink sockets, by which the kernel knows the owner of a table.</summary>
    public uint Port { get; }

    /// <summary>The file descriptor.</summary>
    public int Descriptor => _descriptor;

    /// <summary>Opens a socket in the network namespace of this thread.</summary>
    /// <exception cref="NetlinkException">There can be none: the kernel has no such protocol, or the process no descriptor left.</exception>
    public static NetlinkSocket Open(NetlinkProtocol protocol)
    {
        const string What = "open a netlink socket";
        var descriptor = LibC.Socket(LibC.SocketNetlink, LibC.SocketRaw | LibC.SocketCloseOnExec, (int)protocol);
        if (descriptor < 0)
        {
            throw new NetlinkException(What, Marshal.GetLastPInvokeError());
        }

        // struct sockaddr_nl: family, padding, port (0: the kernel chooses), groups.
        var address = stackalloc byte[AddressSize];
        new Span<byte>(address, AddressSize).Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(new Span<byte>(address, AddressSize), LibC.SocketNetlink);
        var length = AddressSize;
        if (LibC.Bind(descriptor, address, length) != 0 || LibC.SocketName(descriptor, address, &length) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            _ = LibC.Close(descriptor);
            throw new NetlinkException(What, error);
        }

        var on = 1;
        var size = 1 << 20;
        var wait = stackalloc long[] { SecondsToWait, 0 };
        _ = LibC.SetSocketOption(descriptor, LibC.LevelNetlink, LibC.NetlinkExtendedAck, &on, sizeof(int));
        _ = LibC.SetSocketOption(descriptor, LibC.LevelNetlink, LibC.NetlinkCapAck, &on, sizeof(int));
        // Without the right to have more, what there is must do.
        _ = LibC.SetSocketOption(descriptor, LibC.LevelSocket, LibC.SocketReceiveBufferForce, &size, sizeof(int));
        _ = LibC.SetSocketOption(descriptor, LibC.LevelSocket, LibC.SocketSendBufferForce, &size, sizeof(int));
        _ = LibC.SetSocketOption(descriptor, LibC.LevelSocket, LibC.SocketReceiveTimeout, wait, 2 * sizeof(long));
        return new NetlinkSocket(descriptor, BinaryPrimitives.ReadUInt32LittleEndian(new Span<byte>(address + 4, 4)));
    }

    /// <summary>Has the kernel do something, and returns what it answers besides that it is done.</summary>
    /// <param name="message">What.</param>
    /// <param name="what">The same in words, for errors: the kernel did not <c>…</c>.</param>
    /// <exception cref="NetlinkException">It refused.</exception>
    public IReadOnlyList<NetlinkReply> Request(NetlinkMessage message, string what)
    {
        lock (_lock)
        {
            var sequence = ++_sequence;
            Send(message.Finish(sequence, NetlinkFlags.Request | NetlinkFlags.Acknowledge), what);
            return Collect([(sequence, what)], isDump: false);
        }
    }

    /// <summary>Has the kernel list something.</summary>
    /// <param name="message">What.</param>
    /// <param name="what">The same in words, for errors: the kernel did not <c>…</c>.</param>
    /// <exception cref="NetlinkException">It refused, or others change the list all the time.</exception>
    public IReadOnlyList<NetlinkReply> Dump(NetlinkMessage message, string what)
    {
        lock (_lock)
        {
            for (var attempt = 0; attempt < MostDumps; attempt++)
            {
                var sequence = ++_sequence;
                Send(message.Finish(sequence, NetlinkFlags.Request | NetlinkFlags.Dump), what);
                var replies = Collect([(sequence, what)], isDump: true);
                // A list that changed while it was told may lack what was there all the time.
                if (!_wasInterrupted)
                {
                    return replies;
                }
            }

            throw new NetlinkException(what, LibC.EAGAIN);
        }
    }

    /// <summary>Has netfilter do all of something, or nothing.</summary>
    /// <param name="steps">What, and the same in words for errors.</param>
    /// <exception cref="NetlinkException">It refused; the exception tells the first step that it did not like.</exception>
    public void Batch(IReadOnlyList<(NetlinkMessage Message, string What)> steps)
    {
        lock (_lock)
        {
            var bytes = new MemoryStream();
            var begin = ++_sequence;
            bytes.Write(Border(BatchBegin).Finish(begin, NetlinkFlags.Request));
            var expected = new List<(uint, string)>(steps.Count);
            foreach (var (message, what) in steps)
            {
                expected.Add((++_sequence, what));
                bytes.Write(message.Finish(_sequence, NetlinkFlags.Request | NetlinkFlags.Acknowledge));
            }

            bytes.Write(Border(BatchEnd).Finish(++_sequence, NetlinkFlags.Request));
            Send(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), steps[0].What);
            _ = Collect(expected, isDump: false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                _isClosed = true;
                _ = LibC.Close(_descriptor);
            }
        }
    }

    // struct nfgenmsg: family, version, and the subsystem that the batch is for.
    private static NetlinkMessage Border(int type) => new NetlinkMessage(type).Bytes([0, 0, 0, NetfilterSubsystem]);

    private void Send(ReadOnlySpan<byte> bytes, string what)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        fixed (byte* start = bytes)
        {
            nint sent;
            do
            {
                sent = LibC.Send(_descriptor, start, bytes.Length, 0);
            } while (sent < 0 && Marshal.GetLastPInvokeError() == LibC.EINTR);
            if (sent < 0)
            {
                throw new NetlinkException(what, Marshal.GetLastPInvokeError());
            }
        }
    }

    /// <summary>Reads until each request has its answer; answers to earlier requests, which were given up, are passed over.</summary>
    private List<NetlinkReply> Collect(List<(uint Sequence, string What)> expected, bool isDump)
    {
        var replies = new List<NetlinkReply>();
        var open = expected.ToDictionary(item => item.Sequence, item => item.What);
        var first = expected.Count == 0 ? _sequence : expected[0].Sequence;
        NetlinkException? failure = null;
        _wasInterrupted = false;
        while (open.Count > 0)
        {
            // A batch is answered while it is sent: after an error nothing more is to be waited for.
            var count = ReceiveSome(expected[0].What, isPatient: failure is null);
            if (count < 0)
            {
                break;
            }

            for (var at = 0; at + NetlinkMessage.HeaderSize <= count; )
            {
                var header = _buffer.AsSpan(at, NetlinkMessage.HeaderSize);
                var length = BinaryPrimitives.ReadInt32LittleEndian(header);
                if (length < NetlinkMessage.HeaderSize || at + length > count)
                {
                    break;
                }

                var reply = new NetlinkReply(
                    BinaryPrimitives.ReadUInt16LittleEndian(header[4..]),
                    (NetlinkFlags)BinaryPrimitives.ReadUInt16LittleEndian(header[6..]),
                    BinaryPrimitives.ReadUInt32LittleEndian(header[8..]),
                    _buffer.AsMemory(at + NetlinkMessage.HeaderSize, length - NetlinkMessage.HeaderSize).ToArray()
                );
                at += NetlinkMessage.Align(length);
                var isOurs = open.TryGetValue(reply.Sequence, out var what);
                // The begin of a batch has no name; it is refused where a right is missing.
                if (!isOurs && !(reply.Type == Acknowledgement && reply.Sequence == first - 1))
                {
                    continue;
                }

                _wasInterrupted |= ((int)reply.Flags & InterruptedFlag) != 0 && isDump;
                if (reply.Type is Acknowledgement or Done)
                {
                    var errno = reply.Body.Length >= sizeof(int) ? -BinaryPrimitives.ReadInt32LittleEndian(reply.Body.Span) : 0;
                    if (errno != 0)
                    {
                        failure ??= new NetlinkException(what ?? expected[0].What, errno, Detail(reply));
                    }

                    _ = open.Remove(reply.Sequence);
                    if (!isOurs)
                    {
                        open.Clear();
                    }
                }
                else
                {
                    replies.Add(reply);
                    if (isDump && !reply.Flags.HasFlag(NetlinkFlags.Multi))
                    {
                        _ = open.Remove(reply.Sequence);
                    }
                }
            }
        }

        return failure is null ? replies : throw failure;
    }

    private int ReceiveSome(string what, bool isPatient)
    {
        while (true)
        {
            nint count;
            fixed (byte* start = _buffer)
            {
                count = LibC.Receive(_descriptor, start, ReceiveSize, LibC.MessageTruncated | (isPatient ? 0 : LibC.MessageDontWait));
            }

            if (count > ReceiveSize)
            {
                throw new NetlinkException(what, LibC.ENOBUFS);
            }

            if (count >= 0)
            {
                return (int)count;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error == LibC.EAGAIN && !isPatient)
            {
                return -1;
            }

            if (error != LibC.EINTR)
            {
                throw new NetlinkException(what, error);
            }
        }
    }

    // struct nlmsgerr: the error, then the header of the request (all of it unless capped), then what the kernel adds.
    private static string? Detail(NetlinkReply reply)
    {
        const int Message = 1;
        var flags = (int)reply.Flags;
        if ((flags & ExtendedAckFlag) == 0 || reply.Body.Length < sizeof(int) + NetlinkMessage.HeaderSize)
        {
            return null;
        }

        var request =
            (flags & CappedFlag) != 0
                ? NetlinkMessage.HeaderSize
                : NetlinkMessage.Align(BinaryPrimitives.ReadInt32LittleEndian(reply.Body.Span[sizeof(int)..]));
        return reply.Type == Done ? null : reply.Attributes(sizeof(int) + request).Text(Message);
    }
}
