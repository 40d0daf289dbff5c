using System.Threading.Channels;
using Faultline.Spdy.Frames;

namespace Faultline.Spdy.Streams;

/// <summary>Everything that is read: each frame to its stream, and the answer that it asks for into the outbox.</summary>
internal sealed class Inbox(SpdyConnection connection, SpdyOptions options, Outbox outbox, StreamTable streams, ReceiveCredit credit)
{
    private readonly Channel<SpdyStream> _opened = Channel.CreateUnbounded<SpdyStream>();

    /// <summary>The streams that the other side opened; never more than it may have open.</summary>
    public ChannelReader<SpdyStream> Opened => _opened.Reader;

    /// <summary>Reads until the connection ends.</summary>
    /// <exception cref="SpdyException">What arrives is wrong.</exception>
    /// <exception cref="IOException">The transport failed.</exception>
    public async Task RunAsync(Stream transport, CancellationToken end)
    {
        using var frames = new FrameReader(transport);
        while (await frames.ReadAsync(end) is { } frame)
        {
            await TakeAsync(frame, end);
        }
    }

    /// <summary>No stream will be opened any more.</summary>
    public void Close() => _opened.Writer.TryComplete();

    private async ValueTask TakeAsync(Frame frame, CancellationToken end)
    {
        switch (frame)
        {
            case Frame.Data data:
                await TakeDataAsync(data, end);
                break;
            case Frame.SynStream opening:
                TakeOpening(opening);
                break;
            case Frame.SynReply reply when Find(reply.StreamId) is { } stream:
                stream.TakeReply(reply.Headers);
                TakeLast(stream, reply.IsLast);
                break;
            case Frame.MoreHeaders more when Find(more.StreamId) is { } stream:
                stream.TakeHeaders(more.Values);
                TakeLast(stream, more.IsLast);
                break;
            case Frame.Reset reset when streams.Find(reset.StreamId) is { } stream:
                streams.Fail(stream, SpdyException.Reset(reset.Status, byUs: false));
                break;
            case Frame.WindowUpdate { StreamId: 0 } update:
                Require(connection.Window.Grant(update.Delta), "The connection's window is larger than can be counted.");
                break;
            case Frame.WindowUpdate update when streams.Find(update.StreamId) is { } stream:
                if (!stream.Window.Grant(update.Delta))
                {
                    stream.Reset(SpdyStatus.FlowControlError);
                }

                break;
            case Frame.Ping ping:
                if (!connection.Pings.TryAnswer(ping.Id))
                {
                    outbox.Post(ping);
                }

                break;
            case Frame.Settings settings:
                TakeSettings(settings);
                break;
            case Frame.GoAway away:
                streams.CloseOurs(away.LastStreamId, new SpdyException(SpdyStatus.RefusedStream, "The other side takes no more streams."));
                break;
            default:
                // For a stream that is over: its end and this frame met on the way.
                break;
        }
    }

    private async ValueTask TakeDataAsync(Frame.Data data, CancellationToken end)
    {
        var count = data.Bytes.Length;
        credit.Arrived(count);
        if (Find(data.StreamId) is not { } stream)
        {
            credit.Consumed(null, count);
            return;
        }

        if (stream.HasReceivedLast)
        {
            credit.Consumed(null, count);
            stream.Reset(SpdyStatus.StreamAlreadyClosed);
            return;
        }

        var isTooMuch = options.Flow == SpdyFlow.Windows && stream.Used() + count > Math.Max(options.StreamWindow, SpdyOptions.UsualWindow);
        if (isTooMuch || !stream.Received.Add(data.Bytes))
        {
            credit.Consumed(null, count);
        }

        if (isTooMuch)
        {
            stream.Reset(SpdyStatus.FlowControlError);
            return;
        }

        TakeLast(stream, data.IsLast);
        if (options.Flow == SpdyFlow.Transport)
        {
            await stream.Received.RoomAsync(options.StreamWindow, end);
        }
    }

    private void TakeOpening(Frame.SynStream opening)
    {
        if (
            streams.AddTheirs(opening.StreamId, window => new SpdyStream(connection, opening.StreamId, opening.Headers, window))
            is not { } stream
        )
        {
            outbox.Post(new Frame.Reset(opening.StreamId, SpdyStatus.RefusedStream));
            return;
        }

        if (opening.IsUnidirectional)
        {
            stream.CloseWrites();
        }

        TakeLast(stream, opening.IsLast);
        _opened.Writer.TryWrite(stream);
    }

    private void TakeSettings(Frame.Settings settings)
    {
        foreach (var setting in settings.Values)
        {
            if (setting.Id == Frame.Setting.InitialWindow)
            {
                Require(setting.Value <= int.MaxValue, "The window of new streams is larger than can be counted.");
                streams.SetWindow((int)setting.Value);
            }
            else if (setting.Id == Frame.Setting.MostStreams)
            {
                streams.LimitOurs(setting.Value);
            }
        }
    }

    /// <summary>The open stream; null where it is over already. One that never was is answered as such.</summary>
    private SpdyStream? Find(int id)
    {
        var stream = streams.Find(id);
        if (stream is null && !streams.WasOpen(id))
        {
            outbox.Post(new Frame.Reset(id, SpdyStatus.InvalidStream));
        }

        return stream;
    }

    private static void TakeLast(SpdyStream stream, bool isLast)
    {
        if (isLast)
        {
            stream.TakeLast();
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw SpdyException.Protocol(otherwise);
        }
    }
}
