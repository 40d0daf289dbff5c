using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Faultline.Linux.Networking.Packets;

/// <summary>
/// Sees the packets that a network namespace has really sent: behind the filters of the IP stack and of the devices. It looks for a
/// word of four bytes at a fixed place of the packet; what does not have it is passed over by the kernel. Each packet counts once,
/// however many devices it passes.
/// </summary>
public sealed unsafe class WireTap : IDisposable
{
    private const int Packet = 17;
    private const int AllProtocols = 0x0300;
    private const int AttachFilter = 26;
    private const int PacketTypeOutgoing = 4;
    private const int SnapSize = 256;
    private const uint PacketType = 0xfffff000 + 4;
    private const ushort LoadAbsolute = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort Return = 0x06;

    private readonly int _descriptor;
    private readonly int _offset;
    private readonly HashSet<uint> _seen = [];

    private WireTap(int descriptor, int offset) => (_descriptor, _offset) = (descriptor, offset);

    /// <summary>Opens it in the network namespace of this thread, for good.</summary>
    /// <param name="word">The word to look for.</param>
    /// <param name="offset">Where it stands, from the beginning of the IP packet; the four bytes behind it number the packets.</param>
    /// <exception cref="IOException">A right is missing (CAP_NET_RAW), or the kernel has no packet sockets.</exception>
    public static WireTap Open(uint word, int offset)
    {
        // No protocol yet: nothing is to come in before the filter is there.
        var descriptor = LibC.Socket(Packet, LibC.SocketDatagram | LibC.SocketCloseOnExec, 0);
        if (descriptor < 0)
        {
            throw Failure();
        }

        var code = stackalloc Instruction[]
        {
            new(LoadAbsolute, 0, 0, PacketType),
            new(JumpIfEqual, 0, 3, PacketTypeOutgoing),
            new(LoadAbsolute, 0, 0, (uint)offset),
            new(JumpIfEqual, 0, 1, word),
            new(Return, 0, 0, SnapSize),
            new(Return, 0, 0, 0),
        };
        var program = new Program(6, code);
        // struct sockaddr_ll: family, protocol in the network's order, device (0 for all), and what does not count here.
        var address = stackalloc byte[20];
        var place = new Span<byte>(address, 20);
        place.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(place, Packet);
        BinaryPrimitives.WriteUInt16LittleEndian(place[2..], AllProtocols);
        var size = 1 << 22;
        _ = LibC.SetSocketOption(descriptor, LibC.LevelSocket, LibC.SocketReceiveBufferForce, &size, sizeof(int));
        if (
            LibC.SetSocketOption(descriptor, LibC.LevelSocket, AttachFilter, &program, sizeof(Program)) != 0
            || LibC.Bind(descriptor, address, 20) != 0
        )
        {
            var failure = Failure();
            _ = LibC.Close(descriptor);
            throw failure;
        }

        return new WireTap(descriptor, offset);
    }

    /// <summary>How many different packets it has seen until now.</summary>
    public int Count()
    {
        var buffer = stackalloc byte[SnapSize];
        while (true)
        {
            var count = LibC.Receive(_descriptor, buffer, SnapSize, LibC.MessageDontWait);
            if (count >= _offset + (2 * sizeof(uint)))
            {
                _ = _seen.Add(BinaryPrimitives.ReadUInt32BigEndian(new Span<byte>(buffer + _offset + sizeof(uint), sizeof(uint))));
            }
            else if (count < 0 && Marshal.GetLastPInvokeError() != LibC.EINTR)
            {
                return _seen.Count;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ = LibC.Close(_descriptor);

    private static IOException Failure() => new("packets can't be watched: " + Marshal.GetLastPInvokeErrorMessage());

    /// <summary>struct sock_filter.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Instruction(ushort code, byte ifTrue, byte ifFalse, uint operand)
    {
        public readonly ushort Code = code;
        public readonly byte IfTrue = ifTrue;
        public readonly byte IfFalse = ifFalse;
        public readonly uint Operand = operand;
    }

    /// <summary>struct sock_fprog.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Program(ushort length, Instruction* code)
    {
        public readonly ushort Length = length;
        public readonly Instruction* Code = code;
    }
}
