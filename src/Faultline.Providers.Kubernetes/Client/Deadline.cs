namespace Faultline.Providers.Kubernetes.Client;

/// <summary>The time by which something has to be done, by the clock on the wall, or until it is stopped.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;
    private readonly TimeProvider _time;
    private readonly long _start;

    public Deadline(TimeSpan length, TimeProvider time, CancellationToken stop)
    {
        (Length, _time, Stop) = (length, time, stop);
        _start = time.GetTimestamp();
        _timer = new CancellationTokenSource(length, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, stop);
    }

    public TimeSpan Length { get; }

    /// <summary>What was given: somebody asks us to end.</summary>
    public CancellationToken Stop { get; }

    /// <summary>Cancelled by the clock or by <see cref="Stop"/>.</summary>
    public CancellationToken Token => _either.Token;

    public TimeSpan Remaining => Length - _time.GetElapsedTime(_start);

    public Task WaitAsync(TimeSpan pause) => Task.Delay(pause, _time, Token);

    /// <summary>Waits, though not beyond the deadline.</summary>
    /// <exception cref="OperationCanceledException">Somebody asks us to end.</exception>
    public async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await WaitAsync(
                pause < Remaining ? pause
                : Remaining > TimeSpan.Zero ? Remaining
                : TimeSpan.Zero
            );
        }
        catch (OperationCanceledException) when (!Stop.IsCancellationRequested)
        {
            // The deadline came first.
        }
    }

    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
