using System.Buffers.Binary;

namespace Faultline.Providers.Local.Python;

/// <summary>Puts messages together from the pieces in which they arrive.</summary>
internal sealed class PythonMessageReader(Action<PythonMessage> received)
{
    private readonly byte[] _header = new byte[PythonMessage.HeaderLength];
    private byte[]? _body;
    private int _count;

    /// <summary>Takes a piece; false where it can't be part of a message.</summary>
    public bool Take(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty || _body is { Length: 0 })
        {
            var target = _body ?? _header;
            var taken = Math.Min(target.Length - _count, bytes.Length);
            bytes[..taken].CopyTo(target.AsSpan(_count));
            bytes = bytes[taken..];
            _count += taken;
            if (_count < target.Length)
            {
                continue;
            }

            _count = 0;
            if (_body is { } body)
            {
                _body = null;
                received(new PythonMessage(BinaryPrimitives.ReadInt64BigEndian(_header.AsSpan(4)), body));
            }
            else if (BinaryPrimitives.ReadInt32BigEndian(_header) is >= 0 and var length && length <= Array.MaxLength)
            {
                _body = new byte[length];
            }
            else
            {
                return false;
            }
        }

        return true;
    }
}
