using System.Buffers.Binary;
using System.Text;

namespace Faultline.Linux.Networking.Netlink;

/// <summary>Attributes, as the kernel sent them. What is cut off or has an impossible length ends the list.</summary>
/// <param name="bytes">Their bytes.</param>
public readonly ref struct NetlinkAttributes(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>The attributes in order.</summary>
    public Enumerator GetEnumerator() => new(_bytes);

    /// <summary>The value of the first attribute of a type; empty where there is none.</summary>
    public ReadOnlySpan<byte> Find(int type)
    {
        foreach (var attribute in this)
        {
            if (attribute.Type == type)
            {
                return attribute.Value;
            }
        }

        return [];
    }

    /// <summary>The attributes in an attribute; none where it is not there.</summary>
    public NetlinkAttributes In(int type) => new(Find(type));

    /// <summary>A text; null where it is not there.</summary>
    public string? Text(int type) => Find(type) is { IsEmpty: false } value ? Encoding.UTF8.GetString(value.TrimEnd((byte)0)) : null;

    /// <summary>A number in the machine's order; null where it is not there.</summary>
    public uint? Native(int type) =>
        Find(type) is { Length: >= sizeof(uint) } value ? BinaryPrimitives.ReadUInt32LittleEndian(value) : null;

    /// <summary>A number in the network's order; null where it is not there.</summary>
    public uint? Big(int type) => Find(type) is { Length: >= sizeof(uint) } value ? BinaryPrimitives.ReadUInt32BigEndian(value) : null;

    /// <summary>A long number in the network's order; null where it is not there.</summary>
    public ulong? BigLong(int type) =>
        Find(type) is { Length: >= sizeof(ulong) } value ? BinaryPrimitives.ReadUInt64BigEndian(value) : null;

    /// <summary>One attribute.</summary>
    /// <param name="type">Its type, without flags.</param>
    /// <param name="value">Its value.</param>
    public readonly ref struct Item(int type, ReadOnlySpan<byte> value)
    {
        /// <summary>Its type, without flags.</summary>
        public int Type { get; } = type;

        /// <summary>Its value.</summary>
        public ReadOnlySpan<byte> Value { get; } = value;
    }

    /// <summary>Walks over attributes.</summary>
    /// <param name="bytes">Their bytes.</param>
    public ref struct Enumerator(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        /// <summary>The attribute.</summary>
        public Item Current { get; private set; }

        /// <summary>Goes to the next; false after the last.</summary>
        public bool MoveNext()
        {
            if (_rest.Length < NetlinkMessage.AttributeHeaderSize)
            {
                return false;
            }

            var length = BinaryPrimitives.ReadUInt16LittleEndian(_rest);
            if (length < NetlinkMessage.AttributeHeaderSize || length > _rest.Length)
            {
                return false;
            }

            var type = BinaryPrimitives.ReadUInt16LittleEndian(_rest[2..]) & 0x3fff;
            Current = new Item(type, _rest[NetlinkMessage.AttributeHeaderSize..length]);
            _rest = _rest[Math.Min(NetlinkMessage.Align(length), _rest.Length)..];
            return true;
        }
    }
}
