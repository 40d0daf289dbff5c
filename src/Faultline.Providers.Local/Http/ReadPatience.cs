namespace Faultline.Providers.Local.Http;

/// <summary>
/// How long one read may take: from when the request can be sent to its answer, and then for each piece of the body. The time that
/// connecting takes has a limit of its own and does not count.
/// </summary>
internal sealed class ReadPatience : IDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly ITimer _timer;
    private readonly TimeSpan _limit;

    /// <summary>A patience that begins now; a null limit never ends.</summary>
    public ReadPatience(TimeSpan? limit, TimeProvider time)
    {
        _limit = limit ?? Timeout.InfiniteTimeSpan;
        _timer = time.CreateTimer(_ => _over.Cancel(), null, _limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when the patience is over.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Stops the clock while a connection is made.</summary>
    public void Pause() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Begins anew.</summary>
    public void Restart() => _timer.Change(_limit, Timeout.InfiniteTimeSpan);

    /// <summary>Stops the clock. The source is left as it is: the timer may be firing, and would end the program on a disposed one.</summary>
    public void Dispose() => _timer.Dispose();
}
