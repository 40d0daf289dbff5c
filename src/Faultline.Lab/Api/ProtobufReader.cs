using System.Buffers.Binary;

namespace Faultline.Lab.Api;

/// <summary>A field on the wire: its number, and a number or bytes.</summary>
internal readonly record struct WireField(int Number, long Varint, ReadOnlyMemory<byte> Bytes, bool IsBytes);

/// <summary>Reads the wire format of protocol buffers.</summary>
internal sealed class ProtobufReader(ReadOnlyMemory<byte> bytes)
{
    private int _at;

    /// <summary>The fields of a message, in order.</summary>
    /// <exception cref="FormatException">The bytes are none.</exception>
    public IReadOnlyList<WireField> Fields()
    {
        var fields = new List<WireField>();
        while (_at < bytes.Length)
        {
            var key = Number();
            var number = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    fields.Add(new WireField(number, Number(), default, IsBytes: false));
                    break;
                case 1:
                    fields.Add(new WireField(number, BinaryPrimitives.ReadInt64LittleEndian(Take(8).Span), default, IsBytes: false));
                    break;
                case 2:
                    fields.Add(new WireField(number, 0, Take(checked((int)Number())), IsBytes: true));
                    break;
                case 5:
                    fields.Add(new WireField(number, BinaryPrimitives.ReadInt32LittleEndian(Take(4).Span), default, IsBytes: false));
                    break;
                default:
                    throw new FormatException("a field of a type that there is not");
            }
        }

        return fields;
    }

    /// <summary>Numbers one behind the other.</summary>
    /// <exception cref="FormatException">The bytes are none.</exception>
    public IReadOnlyList<long> Numbers()
    {
        var numbers = new List<long>();
        while (_at < bytes.Length)
        {
            numbers.Add(Number());
        }

        return numbers;
    }

    private ReadOnlyMemory<byte> Take(int count)
    {
        var taken = bytes.Slice(_at, count);
        _at += count;
        return taken;
    }

    private long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = bytes.Span[_at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return (long)value;
            }
        }

        throw new FormatException("a number that does not end");
    }
}
