using Faultline.Spdy.Frames;

namespace Faultline.Spdy.Streams;

/// <summary>What the other side may still send us, on all streams together; without windows it counts nothing.</summary>
internal sealed class ReceiveCredit(SpdyOptions options, Outbox outbox)
{
    private readonly Lock _lock = new();
    private readonly int _most = Math.Max(options.ConnectionWindow, SpdyOptions.UsualWindow);
    private int _waiting;
    private int _unannounced;

    /// <summary>Windows other than the usual ones are said before anything else.</summary>
    public void Announce()
    {
        if (options.Flow != SpdyFlow.Windows)
        {
            return;
        }

        if (options.StreamWindow != SpdyOptions.UsualWindow)
        {
            outbox.Post(new Frame.Settings([new(0, Frame.Setting.InitialWindow, (uint)options.StreamWindow)]));
        }

        if (_most > SpdyOptions.UsualWindow)
        {
            outbox.Post(new Frame.WindowUpdate(0, _most - SpdyOptions.UsualWindow));
        }
    }

    /// <summary>Bytes have arrived.</summary>
    /// <exception cref="SpdyException">They are more than was granted.</exception>
    public void Arrived(int count)
    {
        if (options.Flow == SpdyFlow.Windows)
        {
            lock (_lock)
            {
                _waiting += count;
                if (_waiting + _unannounced > _most)
                {
                    throw new SpdyException(SpdyStatus.FlowControlError, "The other side sends more than the connection's window grants.");
                }
            }
        }
    }

    /// <summary>Bytes were read, or thrown away: as many may come again. The stream is null where it is over.</summary>
    public void Consumed(SpdyStream? stream, int count)
    {
        if (options.Flow != SpdyFlow.Windows || count == 0)
        {
            return;
        }

        var all = 0;
        lock (_lock)
        {
            _waiting -= count;
            _unannounced += count;
            if (_unannounced >= _most / 2)
            {
                (all, _unannounced) = (_unannounced, 0);
            }
        }

        if (all > 0)
        {
            outbox.Post(new Frame.WindowUpdate(0, all));
        }

        if (stream?.Announce(count, options.StreamWindow / 2) is > 0 and var delta)
        {
            outbox.Post(new Frame.WindowUpdate(stream.Id, delta));
        }
    }
}
