using System.Buffers;
using System.Net.Sockets;
using Faultline.Proxy.Toxics;

namespace Faultline.Proxy.Relaying;

/// <summary>
/// What waits in the toxics of one direction of one connection: chunks in their order, each with the time at which it came. One writer
/// asks the toxics when the first of them may go, anew whenever the toxics change, so that a change meets what already waits: what
/// a toxic held goes once it is removed. The writer runs only while something waits.
/// </summary>
internal sealed class DelayLine(Connection connection, ToxicStream stream, Socket to, ProxyParts parts) : IDisposable
{
    private enum Step
    {
        More,
        Idle,
        Over,
    }

    private static readonly TimeSpan LookAfterPeers = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Queue<Chunk> _chunks = new();
    private readonly ActiveToxics _toxics = new(parts.Toxics, stream, parts.Chance);
    private readonly Alarm _writer = new(parts.Clock.Provider);
    private readonly Alarm _room = new(parts.Clock.Provider);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _deadline;
    private int _gone;
    private long _held;
    private long _number;
    private long _endArrived = ProxyClock.Never;
    private bool _isWriting;
    private bool _isDisposed;

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _chunks.Count == 0;
            }
        }
    }

    /// <summary>Waits until more may be added.</summary>
    public async ValueTask RoomAsync()
    {
        while (true)
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                if (parts.Held.HasRoom(_held))
                {
                    return;
                }
            }

            await _room.WaitAsync(LookAfterPeers);
        }
    }

    /// <summary>Adds what was read; the buffer is the line's from now on.</summary>
    public void Add(byte[] buffer, int length)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var now = parts.Clock.Now;
            _chunks.Enqueue(new Chunk(buffer, length, now, _number++));
            _held += buffer.Length;
            parts.Held.Add(buffer.Length);
            Arrived(length, now);
        }
    }

    /// <summary>The data have ended; waits until their end may go on.</summary>
    public Task EndAsync()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _endArrived = parts.Clock.Now;
            Arrived(0, _endArrived);
        }

        return _ended.Task;
    }

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
                Release();
            }
        }

        _writer.Dispose();
        _room.Dispose();
        _ended.TrySetException(new ObjectDisposedException(nameof(DelayLine)));
        // Nobody may be waiting for it.
        _ = _ended.Task.Exception;
    }

    private bool IsWaiting => _chunks.Count > 0 || _endArrived != ProxyClock.Never;

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

    private void EndConnection()
    {
        (Toxic Toxic, bool IsReset)? ending;
        lock (_lock)
        {
            ending = _isDisposed ? null : _toxics.Ending(parts.Clock.Now);
            if (ending is null)
            {
                if (!_isDisposed)
                {
                    // It was early, or a change has put it off.
                    SetDeadline();
                }

                return;
            }
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
    }

    private async Task WriteAsync()
    {
        // Whoever added holds the lock, and reads on meanwhile.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            Step step;
            while ((step = await StepAsync()) == Step.More) { }
            if (step == Step.Idle)
            {
                return;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            connection.Reset();
        }

        lock (_lock)
        {
            _isWriting = false;
            if (_isDisposed)
            {
                Release();
            }
        }
    }

    private async ValueTask<Step> StepAsync()
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
                return Step.Over;
            }

            var now = parts.Clock.Now;
            _toxics.Refresh(now, IsWaiting);
            isEnd = !_chunks.TryPeek(out chunk);
            if (isEnd && _endArrived == ProxyClock.Never)
            {
                // Whoever adds something starts another writer.
                _isWriting = false;
                return Step.Idle;
            }

            from = _gone;
            length = isEnd ? 0 : _toxics.Cut(chunk.Length - from);
            due = isEnd ? _toxics.EndDue(_endArrived) : _toxics.Due(chunk.Arrived, length, chunk.Number);
            wait = due <= now || (length == 0 && !isEnd) ? TimeSpan.Zero : Wait(Math.Min(due - now, LookAfterPeers.Ticks));
        }

        if (wait > TimeSpan.Zero)
        {
            await _writer.WaitAsync(wait);
            connection.LookAfterPeers();
            return Step.More;
        }

        if (isEnd)
        {
            _ended.TrySetResult();
            return Step.Over;
        }

        if (length == 0)
        {
            EndConnection();
            return Step.Over;
        }

        await Flow.SendAsync(to, chunk.Buffer.AsMemory(from, length));
        parts.Counters.CountSent(stream, length);
        if (HasSent(chunk, length, due))
        {
            EndConnection();
            return Step.Over;
        }

        return Step.More;
    }

    // Whether the connection ends with it.
    private bool HasSent(Chunk chunk, int length, long due)
    {
        lock (_lock)
        {
            _gone += length;
            if (_gone == chunk.Length)
            {
                _chunks.Dequeue();
                _gone = 0;
                Return(chunk);
            }

            return _toxics.Sent(length, parts.Clock.Now - due);
        }
    }

    private void Return(Chunk chunk)
    {
        _held -= chunk.Buffer.Length;
        parts.Held.Add(-chunk.Buffer.Length);
        ArrayPool<byte>.Shared.Return(chunk.Buffer);
        _room.Ring();
    }

    private void Release()
    {
        while (_chunks.TryDequeue(out var chunk))
        {
            Return(chunk);
        }
    }
}
