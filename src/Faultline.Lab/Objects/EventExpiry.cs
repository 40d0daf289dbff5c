namespace Faultline.Lab.Objects;

/// <summary>Lets events go an hour after they were last heard of.</summary>
internal sealed class EventExpiry : IAsyncDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ObjectStore _store;
    private readonly TimeProvider _time;
    private readonly PeriodicTimer _timer;

    public EventExpiry(ObjectStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
        _timer = new PeriodicTimer(Interval, time);
        Ended = Task.Run(RunAsync);
    }

    /// <summary>Fails where the expiry did.</summary>
    public Task Ended { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();

        // Its failure was told through Ended.
        await Ended.ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    private async Task RunAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            var limit = _time.GetUtcNow() - Lifetime;
            foreach (var node in _store.List(ResourceKinds.Event).Objects)
            {
                string?[] heard =
                [
                    node.TextAt("metadata", "creationTimestamp"),
                    node.TextAt("lastTimestamp"),
                    node.TextAt("series", "lastObservedTime"),
                ];
                if (heard.OfType<string>().All(text => KubernetesTime.TryParse(text, out var at) && at < limit))
                {
                    _store.Remove(new ObjectKey(ResourceKinds.Event, node.Namespace(), node.Name()), node.Uid());
                }
            }
        }
    }
}
