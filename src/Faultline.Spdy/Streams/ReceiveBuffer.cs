namespace Faultline.Spdy.Streams;

/// <summary>What has arrived for a stream and waits for its reader.</summary>
internal sealed class ReceiveBuffer
{
    private readonly Lock _lock = new();
    private readonly Queue<ReadOnlyMemory<byte>> _pieces = [];
    private int _size;
    private int _taken;
    private bool _ended;
    private bool _unwanted;
    private Exception? _failure;
    private TaskCompletionSource? _more;
    private TaskCompletionSource? _room;

    /// <summary>How many bytes wait.</summary>
    public int Size
    {
        get
        {
            lock (_lock)
            {
                return _size;
            }
        }
    }

    /// <summary>Adds what arrived; false where nobody will read it.</summary>
    public bool Add(ReadOnlyMemory<byte> bytes)
    {
        lock (_lock)
        {
            if (_unwanted || _ended || bytes.IsEmpty)
            {
                return bytes.IsEmpty;
            }

            _pieces.Enqueue(bytes);
            _size += bytes.Length;
            Wake(ref _more);
            return true;
        }
    }

    /// <summary>Waits until less than this is there.</summary>
    public async ValueTask RoomAsync(int most, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task room;
            lock (_lock)
            {
                if (_size < most || _unwanted)
                {
                    return;
                }

                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
            }

            await room.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Nothing more will come. What is there can still be read; then follows the end, or the failure.</summary>
    public void End(Exception? failure = null)
    {
        lock (_lock)
        {
            if (!_ended)
            {
                _ended = true;
                _failure = failure;
                Wake(ref _more);
            }
        }
    }

    /// <summary>Reads what is there; 0 at the end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (_size > 0)
                {
                    return Take(buffer.Span);
                }

                if (_ended || buffer.IsEmpty)
                {
                    return _failure is null || buffer.IsEmpty ? 0 : throw _failure;
                }

                _more ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                more = _more.Task;
            }

            await more.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Nobody reads any more; how many bytes were there.</summary>
    public int Drop()
    {
        lock (_lock)
        {
            var dropped = _size;
            (_size, _unwanted) = (0, true);
            _pieces.Clear();
            Wake(ref _room);
            return dropped;
        }
    }

    private int Take(Span<byte> buffer)
    {
        var count = 0;
        while (count < buffer.Length && _pieces.TryPeek(out var piece))
        {
            var rest = piece[_taken..];
            var part = Math.Min(rest.Length, buffer.Length - count);
            rest.Span[..part].CopyTo(buffer[count..]);
            count += part;
            _taken += part;
            if (_taken == piece.Length)
            {
                _pieces.Dequeue();
                _taken = 0;
            }
        }

        _size -= count;
        Wake(ref _room);
        return count;
    }

    private static void Wake(ref TaskCompletionSource? waiting)
    {
        waiting?.TrySetResult();
        waiting = null;
    }
}
