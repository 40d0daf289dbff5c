using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Faultline.Spdy.Frames;

/// <summary>The bytes of frames to headers: one zlib stream for all frames of a direction, which begins with the dictionary.</summary>
internal sealed class HeaderUnpacker : IDisposable
{
    private const int ZlibHeadSize = 6;
    private const int DeflateMethod = 8;
    private const int HasDictionary = 0x20;

    private readonly Source _source = new();
    private readonly DeflateStream _inflater;
    private bool _begun;
    private int _left;

    public HeaderUnpacker()
    {
        _inflater = new DeflateStream(_source, CompressionMode.Decompress);

        // There is no way to set a dictionary; unpacking it as a stored block has the same effect.
        var dictionary = HeaderDictionary.Bytes;
        var size = dictionary.Length;
        byte[] stored = [0, (byte)size, (byte)(size >> 8), (byte)~size, (byte)(~size >> 8), .. dictionary.Span];
        _source.Give(stored);
        _inflater.ReadExactly(new byte[size]);
    }

    /// <summary>Reads a block.</summary>
    /// <exception cref="SpdyException">It is none. The connection can't go on, since later blocks build on this one.</exception>
    public SpdyHeaders Unpack(ReadOnlyMemory<byte> packed)
    {
        try
        {
            _source.Give(_begun ? packed : AfterHead(packed));
            _begun = true;
            _left = FrameKind.MostHeaders;
            var headers = Entries();
            return _inflater.ReadByte() < 0 && _source.IsEmpty
                ? headers
                : throw SpdyException.Protocol("A header block holds more than its headers.");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw SpdyException.Protocol("A header block can't be unpacked: " + e.Message);
        }
    }

    public void Dispose() => _inflater.Dispose();

    private static ReadOnlyMemory<byte> AfterHead(ReadOnlyMemory<byte> packed)
    {
        var span = packed.Span;
        if (span.Length < 2 || (span[0] & 0x0f) != DeflateMethod || ((span[0] << 8) | span[1]) % 31 != 0)
        {
            throw SpdyException.Protocol("The first header block is not compressed as it should be.");
        }

        if ((span[1] & HasDictionary) == 0)
        {
            return packed[2..];
        }

        return span.Length >= ZlibHeadSize && BinaryPrimitives.ReadUInt32BigEndian(span[2..]) == HeaderDictionary.Id
            ? packed[ZlibHeadSize..]
            : throw SpdyException.Protocol("The headers are compressed with a dictionary that is not SPDY/3's.");
    }

    private SpdyHeaders Entries()
    {
        var count = Number();
        var pairs = new List<KeyValuePair<string, string>>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var name = Text();
            if (name.Length == 0 || !names.Add(name) || name.Any(char.IsAsciiLetterUpper))
            {
                throw SpdyException.Protocol($"A header's name is empty, in upper case or there twice: '{name}'.");
            }

            pairs.AddRange(Text().Split('\0').Select(value => KeyValuePair.Create(name, value)));
        }

        return SpdyHeaders.From(pairs);
    }

    private string Text() => Encoding.UTF8.GetString(Take(Number()));

    private int Number() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    // Counted before anything is set aside for it: a small frame may promise, or unpack to, gigabytes.
    private byte[] Take(int count)
    {
        if (count < 0 || count > _left)
        {
            throw SpdyException.Protocol($"A header block is larger than {FrameKind.MostHeaders} bytes.");
        }

        _left -= count;
        var bytes = new byte[count];
        _inflater.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>What the inflater reads: the block at hand, then nothing until the next one is there.</summary>
    private sealed class Source : Stream
    {
        private ReadOnlyMemory<byte> _block;

        public bool IsEmpty => _block.IsEmpty;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Give(ReadOnlyMemory<byte> block) => _block = block;

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, _block.Length);
            _block.Span[..count].CopyTo(buffer);
            _block = _block[count..];
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
