namespace Faultline.Lab.Objects;

/// <summary>Hands every change of the store to one handler, one after the other, and knows how far it has come.</summary>
internal sealed class ChangeLoop : IAsyncDisposable
{
    private readonly ObjectSubscription _subscription;
    private readonly Lock _lock = new();
    private readonly List<(long Version, TaskCompletionSource Reached)> _waiting = [];
    private long _reached;

    public ChangeLoop(ObjectStore store, Action<ObjectChange> handle)
    {
        _subscription = store.Subscribe();
        _reached = store.Version;
        Ended = Task.Run(() => RunAsync(handle));
    }

    /// <summary>Ends when the loop does; fails where the handler failed.</summary>
    public Task Ended { get; }

    /// <summary>Waits until the change with this version has been handled.</summary>
    public Task ReachAsync(long version)
    {
        lock (_lock)
        {
            if (_reached >= version || Ended.IsCompleted)
            {
                return Task.CompletedTask;
            }

            var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((version, waiting));
            return waiting.Task;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();

        // Its failure was told through Ended.
        await Ended.ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    private async Task RunAsync(Action<ObjectChange> handle)
    {
        try
        {
            await foreach (var change in _subscription.ReadAllAsync(CancellationToken.None))
            {
                handle(change);
                Reach(change.Version);
            }
        }
        finally
        {
            Reach(long.MaxValue);
        }
    }

    private void Reach(long version)
    {
        lock (_lock)
        {
            _reached = version;
            foreach (var (_, reached) in _waiting.Where(waiting => waiting.Version <= version))
            {
                reached.TrySetResult();
            }

            _waiting.RemoveAll(waiting => waiting.Version <= version);
        }
    }
}
