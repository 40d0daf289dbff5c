using System.Buffers.Binary;
using System.Text;

namespace Faultline.Linux.Networking.Netlink;

/// <summary>A netlink message as it is written: a header, a fixed part, and attributes, which may hold others.</summary>
/// <param name="type">Its type.</param>
/// <param name="flags">Its flags.</param>
public sealed class NetlinkMessage(int type, NetlinkFlags flags = NetlinkFlags.None)
{
    internal const int HeaderSize = 16;
    internal const int AttributeHeaderSize = 4;
    private const int Nested = 0x8000;

    private byte[] _bytes = new byte[256];

    /// <summary>Its type.</summary>
    public int Type => type;

    /// <summary>Its flags.</summary>
    public NetlinkFlags Flags => flags;

    /// <summary>How many bytes it has so far.</summary>
    public int Length { get; private set; } = HeaderSize;

    /// <summary>Adds to the fixed part; aligned to four bytes.</summary>
    public NetlinkMessage Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Take(Align(bytes.Length)));
        return this;
    }

    /// <summary>Adds an attribute.</summary>
    public NetlinkMessage Attribute(int attribute, ReadOnlySpan<byte> value)
    {
        var length = AttributeHeaderSize + value.Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, ushort.MaxValue);
        var place = Take(Align(length));
        BinaryPrimitives.WriteUInt16LittleEndian(place, (ushort)length);
        BinaryPrimitives.WriteUInt16LittleEndian(place[2..], (ushort)attribute);
        value.CopyTo(place[AttributeHeaderSize..]);
        return this;
    }

    /// <summary>Adds a text that ends with a zero.</summary>
    public NetlinkMessage Text(int attribute, string value) => Attribute(attribute, [.. Encoding.UTF8.GetBytes(value), 0]);

    /// <summary>Adds a number of one byte.</summary>
    public NetlinkMessage Byte(int attribute, byte value) => Attribute(attribute, [value]);

    /// <summary>Adds a number in the machine's order, as rtnetlink has them.</summary>
    public NetlinkMessage Native(int attribute, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Attribute(attribute, bytes);
    }

    /// <summary>Adds a number in the network's order, as netfilter has them.</summary>
    public NetlinkMessage Big(int attribute, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return Attribute(attribute, bytes);
    }

    /// <summary>Adds a long number in the network's order.</summary>
    public NetlinkMessage BigLong(int attribute, ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return Attribute(attribute, bytes);
    }

    /// <summary>Adds an attribute that holds others.</summary>
    /// <param name="attribute">Its type.</param>
    /// <param name="fill">Writes those that it holds.</param>
    /// <param name="isMarked">Whether the flag for nested ones is set; netfilter wants it, older parts of rtnetlink do not know it.</param>
    public NetlinkMessage Nest(int attribute, Action<NetlinkMessage> fill, bool isMarked = true)
    {
        var start = Length;
        Take(AttributeHeaderSize);
        fill(this);
        var length = Length - start;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, ushort.MaxValue);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(start), (ushort)length);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(start + 2), (ushort)(attribute | (isMarked ? Nested : 0)));
        return this;
    }

    /// <summary>The message, ready to be sent.</summary>
    internal ReadOnlySpan<byte> Finish(uint sequence, NetlinkFlags more)
    {
        var header = _bytes.AsSpan(0, HeaderSize);
        BinaryPrimitives.WriteInt32LittleEndian(header, Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], (ushort)type);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], (ushort)(flags | more));
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], sequence);
        return _bytes.AsSpan(0, Length);
    }

    internal static int Align(int length) => (length + 3) & ~3;

    private Span<byte> Take(int count)
    {
        if (Length + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        }

        var place = _bytes.AsSpan(Length, count);
        Length += count;
        return place;
    }
}
