namespace Faultline.Spdy.Streams;

/// <summary>How many bytes the other side still takes.</summary>
internal sealed class SendWindow(int initial)
{
    private readonly Lock _lock = new();
    private long _left = initial;
    private Exception? _failure;
    private TaskCompletionSource? _room;

    /// <summary>Takes some of what is granted, at most so many bytes; waits while there is nothing.</summary>
    public async ValueTask<int> TakeAsync(int most, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task room;
            lock (_lock)
            {
                if (_failure is not null)
                {
                    throw _failure;
                }

                if (_left > 0)
                {
                    var count = (int)Math.Min(most, _left);
                    _left -= count;
                    return count;
                }

                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
            }

            await room.WaitAsync(cancellationToken);
        }
    }

    /// <summary>More may be sent, or (after other settings) less. False where that is more than the protocol can count.</summary>
    public bool Grant(long delta)
    {
        lock (_lock)
        {
            _left += delta;
            if (_left > 0)
            {
                Wake();
            }

            return _left <= int.MaxValue;
        }
    }

    /// <summary>Nothing can be sent any more.</summary>
    public void Fail(Exception failure)
    {
        lock (_lock)
        {
            _failure ??= failure;
            Wake();
        }
    }

    private void Wake()
    {
        _room?.TrySetResult();
        _room = null;
    }
}
