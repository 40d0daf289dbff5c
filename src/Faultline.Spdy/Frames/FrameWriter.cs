using System.Buffers;
using System.Buffers.Binary;

namespace Faultline.Spdy.Frames;

/// <summary>Frames to bytes, in the order in which they are sent.</summary>
internal sealed class FrameWriter
{
    private readonly HeaderPacker _headers = new();
    private readonly ArrayBufferWriter<byte> _bytes = new(FrameKind.HeadSize + FrameKind.DataPiece);

    /// <summary>The bytes of a frame; good until the next call.</summary>
    public ReadOnlyMemory<byte> Write(Frame frame)
    {
        _bytes.ResetWrittenCount();
        switch (frame)
        {
            case Frame.Data data:
                Head((uint)data.StreamId, Last(data.IsLast), data.Bytes.Length);
                _bytes.Write(data.Bytes.Span);
                break;
            case Frame.SynStream syn:
                var opening = _headers.Pack(syn.Headers);
                var flags = (byte)(Last(syn.IsLast) | (syn.IsUnidirectional ? FrameKind.UnidirectionalFlag : 0));
                Control(FrameKind.SynStream, flags, 10 + opening.Length);
                Number((uint)syn.StreamId);
                Number((uint)syn.AssociatedId);
                _bytes.Write((ReadOnlySpan<byte>)[(byte)(syn.Priority << 5), 0]);
                _bytes.Write(opening);
                break;
            case Frame.SynReply reply:
                Headers(FrameKind.SynReply, reply.StreamId, reply.Headers, reply.IsLast);
                break;
            case Frame.MoreHeaders more:
                Headers(FrameKind.Headers, more.StreamId, more.Values, more.IsLast);
                break;
            case Frame.Reset reset:
                Numbers(FrameKind.Reset, (uint)reset.StreamId, (uint)reset.Status);
                break;
            case Frame.GoAway away:
                Numbers(FrameKind.GoAway, (uint)away.LastStreamId, (uint)away.Status);
                break;
            case Frame.WindowUpdate update:
                Numbers(FrameKind.WindowUpdate, (uint)update.StreamId, (uint)update.Delta);
                break;
            case Frame.Ping ping:
                Numbers(FrameKind.Ping, ping.Id);
                break;
            case Frame.Settings settings:
                Control(FrameKind.Settings, 0, 4 + (8 * settings.Values.Count));
                Number((uint)settings.Values.Count);
                foreach (var setting in settings.Values)
                {
                    Number(((uint)setting.Flags << 24) | (uint)setting.Id);
                    Number(setting.Value);
                }

                break;
            default:
                throw new System.Diagnostics.UnreachableException(frame.GetType().Name);
        }

        return _bytes.WrittenMemory;
    }

    private static byte Last(bool isLast) => isLast ? FrameKind.LastFlag : (byte)0;

    private void Headers(int kind, int streamId, SpdyHeaders headers, bool isLast)
    {
        var packed = _headers.Pack(headers);
        Control(kind, Last(isLast), 4 + packed.Length);
        Number((uint)streamId);
        _bytes.Write(packed);
    }

    private void Numbers(int kind, params ReadOnlySpan<uint> numbers)
    {
        Control(kind, 0, 4 * numbers.Length);
        foreach (var number in numbers)
        {
            Number(number);
        }
    }

    private void Control(int kind, byte flags, int length) => Head(0x80000000 | (FrameKind.Version << 16) | (uint)kind, flags, length);

    private void Head(uint first, byte flags, int length)
    {
        Number(first);
        Number(((uint)flags << 24) | (uint)length);
    }

    private void Number(uint number)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.GetSpan(4), number);
        _bytes.Advance(4);
    }
}
