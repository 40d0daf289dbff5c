using Faultline.Abstractions.Faults;

namespace Faultline.Host.Processes;

/// <summary>Hits whoever fits, again and again, until it is disposed of.</summary>
internal sealed class KillRounds : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly Task _work;
    private long _sent;

    private KillRounds(Func<IReadOnlyList<RecordedProcess>> find, Action<RecordedProcess> hit, TimeSpan interval, TimeProvider time) =>
        _work = Task.Run(() => RunAsync(find, hit, interval, time));

    /// <summary>Begins; the first round comes after the interval.</summary>
    /// <param name="find">Finds them as of now.</param>
    /// <param name="hit">Hits one.</param>
    /// <param name="interval">The time between two rounds.</param>
    /// <param name="time">The clock.</param>
    public static KillRounds Begin(
        Func<IReadOnlyList<RecordedProcess>> find,
        Action<RecordedProcess> hit,
        TimeSpan interval,
        TimeProvider time
    ) => new(find, hit, interval, time);

    /// <summary>How many were hit.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Whether nobody is hit any more.</summary>
    public bool IsOver => _work.IsCompleted;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _work;
        _over.Dispose();
    }

    private async Task RunAsync(
        Func<IReadOnlyList<RecordedProcess>> find,
        Action<RecordedProcess> hit,
        TimeSpan interval,
        TimeProvider time
    )
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_over.Token))
            {
                foreach (var one in Find(find))
                {
                    hit(one);
                    Interlocked.Increment(ref _sent);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
    }

    private static IReadOnlyList<RecordedProcess> Find(Func<IReadOnlyList<RecordedProcess>> find)
    {
        try
        {
            return find();
        }
        catch (FaultRefusedException)
        {
            // The target is gone for now, as a container is that starts anew.
            return [];
        }
    }
}
