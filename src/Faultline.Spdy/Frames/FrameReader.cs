using System.Buffers.Binary;

namespace Faultline.Spdy.Frames;

/// <summary>Bytes, as they happen to arrive, to frames.</summary>
internal sealed class FrameReader(Stream transport) : IDisposable
{
    private readonly HeaderUnpacker _headers = new();
    private readonly byte[] _buffer = new byte[2 * FrameKind.DataPiece];
    private int _start;
    private int _end;
    private int _dataStream;
    private int _dataLeft;
    private bool _dataIsLast;

    /// <summary>The next frame; null where the connection ended between two.</summary>
    /// <exception cref="SpdyException">What arrived is not SPDY/3, or not all of it.</exception>
    /// <exception cref="IOException">The transport failed.</exception>
    public async ValueTask<Frame?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_dataLeft > 0)
            {
                return await DataAsync(cancellationToken);
            }

            if (await FillAsync(FrameKind.HeadSize, cancellationToken) is var there && there < FrameKind.HeadSize)
            {
                return there == 0 ? null : throw Cut();
            }

            var head = _buffer.AsMemory(_start, FrameKind.HeadSize);
            _start += FrameKind.HeadSize;
            var first = BinaryPrimitives.ReadUInt32BigEndian(head.Span);
            var second = BinaryPrimitives.ReadUInt32BigEndian(head.Span[4..]);
            var flags = (byte)(second >> 24);
            var length = (int)(second & 0xffffff);
            if (first >> 31 == 0)
            {
                (_dataStream, _dataLeft, _dataIsLast) = (StreamId(first), length, (flags & FrameKind.LastFlag) != 0);
                if (length == 0)
                {
                    return new Frame.Data(_dataStream, default, _dataIsLast);
                }
            }
            else if (await ControlAsync(first, flags, length, cancellationToken) is { } frame)
            {
                return frame;
            }
        }
    }

    public void Dispose() => _headers.Dispose();

    private static SpdyException Cut() => new(SpdyStatus.Unknown, "The connection ended within a frame.");

    private static int StreamId(uint number) =>
        (int)(number & 0x7fffffff) is var id and > 0 ? id : throw SpdyException.Protocol("A frame names the stream 0, which can't be.");

    private async ValueTask<Frame> DataAsync(CancellationToken cancellationToken)
    {
        if (_start == _end && await FillAsync(1, cancellationToken) == 0)
        {
            throw Cut();
        }

        var count = Math.Min(Math.Min(_dataLeft, _end - _start), FrameKind.DataPiece);
        var bytes = _buffer.AsMemory(_start, count).ToArray();
        _start += count;
        _dataLeft -= count;
        return new Frame.Data(_dataStream, bytes, _dataIsLast && _dataLeft == 0);
    }

    private async ValueTask<Frame?> ControlAsync(uint first, byte flags, int length, CancellationToken cancellationToken)
    {
        var version = (int)(first >> 16) & 0x7fff;
        if (version != FrameKind.Version)
        {
            throw new SpdyException(SpdyStatus.UnsupportedVersion, $"A frame is of version {version}, not of version {FrameKind.Version}.");
        }

        if (length > FrameKind.MostControl)
        {
            throw new SpdyException(SpdyStatus.FrameTooLarge, $"A control frame has {length} bytes, more than {FrameKind.MostControl}.");
        }

        var content = new byte[length];
        for (var done = 0; done < length; )
        {
            if (_start == _end && await FillAsync(1, cancellationToken) == 0)
            {
                throw Cut();
            }

            var count = Math.Min(length - done, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(content.AsSpan(done));
            _start += count;
            done += count;
        }

        return Parse((int)(first & 0xffff), flags, content);
    }

    // Kinds that we don't know are for others: the protocol wants them passed over.
    private Frame? Parse(int kind, byte flags, ReadOnlyMemory<byte> content)
    {
        var isLast = (flags & FrameKind.LastFlag) != 0;
        return kind switch
        {
            FrameKind.SynStream => new Frame.SynStream(StreamId(Number(content, 0)), _headers.Unpack(After(content, 10)))
            {
                AssociatedId = (int)(Number(content, 4) & 0x7fffffff),
                Priority = (byte)(content.Span[8] >> 5),
                IsLast = isLast,
                IsUnidirectional = (flags & FrameKind.UnidirectionalFlag) != 0,
            },
            FrameKind.SynReply => new Frame.SynReply(StreamId(Number(content, 0)), _headers.Unpack(After(content, 4)), isLast),
            FrameKind.Headers => new Frame.MoreHeaders(StreamId(Number(content, 0)), _headers.Unpack(After(content, 4)), isLast),
            FrameKind.Reset => new Frame.Reset(StreamId(Number(content, 0)), (SpdyStatus)Number(content, 4)),
            FrameKind.Settings => Settings(content),
            FrameKind.Ping => new Frame.Ping(Number(content, 0)),
            FrameKind.GoAway => new Frame.GoAway((int)(Number(content, 0) & 0x7fffffff), (int)Number(content, 4)),
            FrameKind.WindowUpdate => new Frame.WindowUpdate(
                (int)(Number(content, 0) & 0x7fffffff),
                (int)(Number(content, 4) & 0x7fffffff)
            ),
            _ => null,
        };
    }

    private static Frame.Settings Settings(ReadOnlyMemory<byte> content)
    {
        var count = Number(content, 0);
        if (content.Length != 4 + (8 * (long)count))
        {
            throw SpdyException.Protocol("A frame of settings is not as long as it says.");
        }

        var values = new List<Frame.Setting>();
        for (var at = 4; at < content.Length; at += 8)
        {
            var name = Number(content, at);
            values.Add(new Frame.Setting((byte)(name >> 24), (int)(name & 0xffffff), Number(content, at + 4)));
        }

        return new Frame.Settings(values);
    }

    private static uint Number(ReadOnlyMemory<byte> content, int at) => BinaryPrimitives.ReadUInt32BigEndian(After(content, at, 4).Span);

    private static ReadOnlyMemory<byte> After(ReadOnlyMemory<byte> content, int at, int least = 0) =>
        content.Length >= at + least ? content[at..] : throw SpdyException.Protocol("A control frame is shorter than its kind.");

    /// <summary>Reads until so many bytes are there, or no more come; how many there are then.</summary>
    private async ValueTask<int> FillAsync(int least, CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            (_start, _end) = (0, 0);
        }
        else if (_buffer.Length - _start < least)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            (_start, _end) = (0, _end - _start);
        }

        while (_end - _start < least)
        {
            var count = await transport.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (count == 0)
            {
                break;
            }

            _end += count;
        }

        return _end - _start;
    }
}
