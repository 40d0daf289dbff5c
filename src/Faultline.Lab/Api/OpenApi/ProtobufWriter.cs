using System.Buffers;
using System.Text;

namespace Faultline.Lab.Api.OpenApi;

/// <summary>Writes the wire format of protocol buffers: fields of texts, truths, numbers and messages.</summary>
internal sealed class ProtobufWriter
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Length = 2;

    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    public ProtobufWriter Text(int field, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            Block(field, Encoding.UTF8.GetBytes(text));
        }

        return this;
    }

    public ProtobufWriter Truth(int field, bool value)
    {
        if (value)
        {
            Number(((ulong)field << 3) | Varint);
            Number(1);
        }

        return this;
    }

    public ProtobufWriter Integer(int field, long? value)
    {
        if (value is { } number and not 0)
        {
            Number(((ulong)field << 3) | Varint);
            Number((ulong)number);
        }

        return this;
    }

    public ProtobufWriter Double(int field, double? value)
    {
        if (value is { } number and not 0)
        {
            Number(((ulong)field << 3) | Fixed64);
            BitConverter.TryWriteBytes(_bytes.GetSpan(8), number);
            _bytes.Advance(8);
        }

        return this;
    }

    public ProtobufWriter Message(int field, ProtobufWriter? message)
    {
        if (message is not null)
        {
            Block(field, message.Bytes.Span);
        }

        return this;
    }

    private void Block(int field, ReadOnlySpan<byte> bytes)
    {
        Number(((ulong)field << 3) | Length);
        Number((ulong)bytes.Length);
        _bytes.Write(bytes);
    }

    private void Number(ulong value)
    {
        var span = _bytes.GetSpan(10);
        var count = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[count++] = (byte)(value | 0x80);
        }

        span[count++] = (byte)value;
        _bytes.Advance(count);
    }
}
