namespace Faultline.Proxy.Relaying;

/// <summary>The loops of a server: as many as there are processors.</summary>
internal sealed class EventLoops : IDisposable
{
    private readonly EventLoop[] _all;

    public EventLoops(int count) => _all = [.. Enumerable.Range(0, count).Select(number => new EventLoop(number))];

    /// <summary>All.</summary>
    public IReadOnlyList<EventLoop> All => _all;

    /// <summary>The loop for a connection that was accepted on one: that one, unless another has less to do.</summary>
    public EventLoop For(EventLoop accepting)
    {
        var least = accepting;
        foreach (var loop in _all)
        {
            // To hand a connection over costs a little: not for one that is about to go.
            if (loop.Load + 1 < least.Load)
            {
                least = loop;
            }
        }

        return least;
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_all, loop => loop.Dispose());
}
