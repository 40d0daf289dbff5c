using System.Threading.Channels;

namespace Faultline.Lab.Objects;

/// <summary>A stream of changes, in order, until it is disposed.</summary>
internal sealed class ObjectSubscription : IDisposable
{
    private readonly Action<ObjectSubscription> _end;
    private readonly ResourceKind? _kind;
    private readonly Channel<ObjectChange> _changes;

    /// <summary>A subscription.</summary>
    /// <param name="end">Called when it is disposed.</param>
    /// <param name="kind">The only kind that it is about; null takes all.</param>
    /// <param name="mostWaiting">How many changes may wait for the reader before the stream ends without them; null lets all wait.</param>
    public ObjectSubscription(Action<ObjectSubscription> end, ResourceKind? kind = null, int? mostWaiting = null)
    {
        _end = end;
        _kind = kind;
        _changes = mostWaiting is { } most
            ? Channel.CreateBounded<ObjectChange>(new BoundedChannelOptions(most) { SingleReader = true })
            : Channel.CreateUnbounded<ObjectChange>(new UnboundedChannelOptions { SingleReader = true });
    }

    /// <summary>The changes, as they happen. The stream ends early where the reader was too slow.</summary>
    public IAsyncEnumerable<ObjectChange> ReadAllAsync(CancellationToken cancellationToken) =>
        _changes.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Waits for a change; false at the end of the stream.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _changes.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>The next change, where one is there.</summary>
    public ObjectChange? TryRead() => _changes.Reader.TryRead(out var change) ? change : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _end(this);
        _changes.Writer.TryComplete();
    }

    internal void Tell(ObjectChange change)
    {
        if ((_kind is null || _kind.Equals(change.Key.Kind)) && !_changes.Writer.TryWrite(change))
        {
            // A watcher that does not keep up must not fill the memory: it lists again.
            _changes.Writer.TryComplete();
        }
    }
}
