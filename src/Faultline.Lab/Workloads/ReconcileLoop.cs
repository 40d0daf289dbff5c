using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads;

/// <summary>
/// Brings objects to where they should be: changes of the store name the objects that may need it, and each of these is looked at
/// once, however many changes there were meanwhile. An object can ask to be looked at again later.
/// </summary>
internal sealed class ReconcileLoop : IAsyncDisposable
{
    private static readonly TimeSpan MostWait = TimeSpan.FromDays(1);

    private readonly ObjectSubscription _subscription;
    private readonly Func<ObjectChange, IEnumerable<ObjectKey>> _affected;
    private readonly Func<ObjectKey, TimeSpan?> _reconcile;
    private readonly TimeProvider _time;
    private readonly Dictionary<ObjectKey, DateTimeOffset> _due = [];
    private readonly Lock _lock = new();
    private readonly List<(long Version, TaskCompletionSource Reached)> _waiting = [];
    private long _reached;
    private volatile bool _ending;

    /// <summary>A loop that runs until it is disposed.</summary>
    /// <param name="store">Whose changes it follows.</param>
    /// <param name="time">The clock.</param>
    /// <param name="affected">The objects that a change may mean work for.</param>
    /// <param name="reconcile">The work on one object; returns after how long it wants to be called again, or null.</param>
    public ReconcileLoop(
        ObjectStore store,
        TimeProvider time,
        Func<ObjectChange, IEnumerable<ObjectKey>> affected,
        Func<ObjectKey, TimeSpan?> reconcile
    )
    {
        _affected = affected;
        _reconcile = reconcile;
        _time = time;
        _subscription = store.Subscribe();
        _reached = store.Version;
        Ended = Task.Run(RunAsync);
    }

    /// <summary>Ends when the loop does; fails where the work failed.</summary>
    public Task Ended { get; }

    /// <summary>Waits until the work that this version of the store asks for is done.</summary>
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
        _ending = true;
        _subscription.Dispose();

        // Its failure was told through Ended.
        await Ended.ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    private async Task RunAsync()
    {
        try
        {
            while (await WaitAsync() && !_ending)
            {
                var version = 0L;
                var work = new OrderedDictionary<ObjectKey, bool>();
                while (_subscription.TryRead() is { } change)
                {
                    version = change.Version;
                    foreach (var key in _affected(change))
                    {
                        work[key] = true;
                    }
                }

                var now = _time.GetUtcNow();
                foreach (var key in _due.Where(pair => pair.Value <= now).Select(pair => pair.Key).ToList())
                {
                    work[key] = true;
                }

                foreach (var key in work.Keys.TakeWhile(_ => !_ending))
                {
                    Do(key);
                }

                Reach(version);
            }
        }
        finally
        {
            Reach(long.MaxValue);
        }
    }

    private void Do(ObjectKey key)
    {
        _due.Remove(key);
        if (_reconcile(key) is { } again)
        {
            _due[key] = _time.GetUtcNow() + (again < MostWait ? again : MostWait);
        }
    }

    /// <summary>Waits for a change, or for the first object that wants to be looked at again; false at the end.</summary>
    private async Task<bool> WaitAsync()
    {
        if (_due.Count == 0)
        {
            return await _subscription.WaitAsync(CancellationToken.None);
        }

        var wait = _due.Values.Min() - _time.GetUtcNow();
        if (wait <= TimeSpan.Zero)
        {
            return true;
        }

        using var due = new CancellationTokenSource(wait, _time);
        try
        {
            return await _subscription.WaitAsync(due.Token);
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private void Reach(long version)
    {
        lock (_lock)
        {
            _reached = Math.Max(_reached, version);
            foreach (var (_, reached) in _waiting.Where(waiting => waiting.Version <= _reached))
            {
                reached.TrySetResult();
            }

            _waiting.RemoveAll(waiting => waiting.Version <= _reached);
        }
    }
}
