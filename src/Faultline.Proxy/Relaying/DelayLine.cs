using System.Buffers;
using Faultline.Linux.Sockets;
using Faultline.Proxy.Toxics;

namespace Faultline.Proxy.Relaying;

/// <summary>
/// What waits in the toxics of one direction of one connection: chunks in their order, each with the time at which it came. One writer
/// asks the toxics when the first of them may go, anew whenever the toxics change, so that a change meets what already waits: what
/// a toxic held goes once it is removed. The writer runs only while something waits.
/// </summary>
internal sealed class DelayLine(Connection connection, Flow flow, ToxicStream stream, StreamSocket to, ProxyParts parts) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HeldChunks _chunks = new(parts.Held);
    private readonly ActiveToxics _toxics = new(parts.Toxics, stream, parts.Chance);
    private readonly Alarm _writer = new(parts.Clock.Provider);
    private readonly LineSender _sender = new(to, parts.Clock);
    private ITimer? _deadline;
    private long _endArrived = ProxyClock.Never;
    private bool _isWriting;
    private bool _isEnding;
    private bool _isRoomAwaited;
    private bool _isDisposed;

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _chunks.IsEmpty;
            }
        }
    }

    /// <summary>Whether more may be added; where not, the flow is told as soon as it is so.</summary>
    public bool HasRoomOrTells()
    {
        lock (_lock)
        {
            _isRoomAwaited = !_chunks.HasRoom;
            return !_isRoomAwaited;
        }
    }

    /// <summary>Adds what was read; the buffer is the line's from now on.</summary>
    public void Add(byte[] buffer, int length)
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                return;
            }

            var now = parts.Clock.Now;
            _chunks.Add(buffer, length, now);
            Arrived(length, now);
        }
    }

    /// <summary>The data have ended; the flow is told when their end may go on.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _endArrived = parts.Clock.Now;
            Arrived(0, _endArrived);
        }
    }

    /// <summary>The socket has room again.</summary>
    public void HasSpace() => _sender.HasSpace();

    /// <summary>Takes changes of the toxics up.</summary>
    public void Refresh()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _toxics.Refresh(parts.Clock.Now, IsWaiting);
            SetDeadline();
        }

        _writer.Ring();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _deadline?.Dispose();
            // The writer returns what it is sending itself.
            if (!_isWriting)
            {
                _chunks.Clear();
            }
        }

        _writer.Dispose();
        _sender.Dispose();
    }

    private bool IsWaiting => !_chunks.IsEmpty || _endArrived != ProxyClock.Never;

    private void Arrived(int count, long now)
    {
        _toxics.Refresh(now, isWaiting: false);
        _toxics.Arrived(count, now);
        SetDeadline();
        if (_isWriting)
        {
            return;
        }

        _isWriting = true;
        _ = WriteAsync();
    }

    private void SetDeadline()
    {
        var deadline = _toxics.Deadline;
        if (deadline == ProxyClock.Never)
        {
            _deadline?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        _deadline ??= parts.Clock.Provider.CreateTimer(
            static line => ((DelayLine)line!).EndConnection(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        _deadline.Change(Wait(deadline - parts.Clock.Now), Timeout.InfiniteTimeSpan);
    }

    private static TimeSpan Wait(long ticks) =>
        TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(ticks / (double)TimeSpan.TicksPerMillisecond), 0, int.MaxValue));

    // False where no toxic ends it, as when one has just been changed.
    private bool EndConnection()
    {
        (Toxic Toxic, bool IsReset)? ending;
        lock (_lock)
        {
            ending = _isDisposed || _isEnding ? null : _toxics.Ending(parts.Clock.Now);
            if (ending is null)
            {
                if (_isDisposed || _isEnding)
                {
                    return true;
                }

                // It was early, or a change has put it off.
                SetDeadline();
                return false;
            }

            _isEnding = true;
        }

        ending.Value.Toxic.CountEnd();
        if (ending.Value.IsReset)
        {
            connection.Reset();
        }
        else
        {
            connection.Close();
        }

        return true;
    }

    private async Task WriteAsync()
    {
        // Whoever added holds the lock, and reads on meanwhile.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        DelayStep step;
        while ((step = await StepAsync()) == DelayStep.More) { }
        if (step == DelayStep.Idle)
        {
            return;
        }

        lock (_lock)
        {
            _isWriting = false;
            if (_isDisposed)
            {
                _chunks.Clear();
            }
        }
    }

    private async ValueTask<DelayStep> StepAsync()
    {
        Chunk chunk;
        int from;
        int length;
        long due;
        bool isEnd;
        TimeSpan wait;
        lock (_lock)
        {
            if (_isDisposed)
            {
                return DelayStep.Over;
            }

            var now = parts.Clock.Now;
            _toxics.Refresh(now, IsWaiting);
            isEnd = !_chunks.TryPeek(out chunk);
            if (isEnd && _endArrived == ProxyClock.Never)
            {
                // Whoever adds something starts another writer.
                _isWriting = false;
                return DelayStep.Idle;
            }

            from = _chunks.Gone;
            length = isEnd ? 0 : _toxics.Cut(chunk.Length - from);
            due = isEnd ? _toxics.EndDue(_endArrived) : _toxics.Due(chunk.Arrived, length, chunk.Number);
            wait = due <= now || (length == 0 && !isEnd) ? TimeSpan.Zero : Wait(due - now);
        }

        if (wait > TimeSpan.Zero)
        {
            await _writer.WaitAsync(wait);
            return DelayStep.More;
        }

        if (isEnd)
        {
            flow.MayEnd();
            return DelayStep.Over;
        }

        if (length == 0)
        {
            return EndConnection() ? DelayStep.Over : DelayStep.More;
        }

        if (!await _sender.SendAsync(chunk.Buffer.AsMemory(from, length)))
        {
            connection.Reset();
            return DelayStep.Over;
        }

        parts.Counters.CountSent(stream, length);
        if (HasSent(length, due))
        {
            return EndConnection() ? DelayStep.Over : DelayStep.More;
        }

        return DelayStep.More;
    }

    // Whether the connection ends with it.
    private bool HasSent(int length, long due)
    {
        lock (_lock)
        {
            _chunks.Advance(length);
            if (_isRoomAwaited && _chunks.HasRoom)
            {
                _isRoomAwaited = false;
                flow.HasRoom();
            }

            return _toxics.Sent(length, parts.Clock.Now - due);
        }
    }
}
