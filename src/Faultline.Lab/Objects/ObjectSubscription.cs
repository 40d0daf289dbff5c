using System.Threading.Channels;

namespace Faultline.Lab.Objects;

/// <summary>A stream of changes, in order, until it is disposed.</summary>
internal sealed class ObjectSubscription(Action<ObjectSubscription> end) : IDisposable
{
    private readonly Channel<ObjectChange> _changes = Channel.CreateUnbounded<ObjectChange>(
        new UnboundedChannelOptions { SingleReader = true }
    );

    /// <summary>The changes, as they happen.</summary>
    public IAsyncEnumerable<ObjectChange> ReadAllAsync(CancellationToken cancellationToken) =>
        _changes.Reader.ReadAllAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        end(this);
        _changes.Writer.TryComplete();
    }

    internal void Tell(ObjectChange change) => _changes.Writer.TryWrite(change);
}
