using Faultline.Abstractions.Faults;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Faults;

/// <summary>
/// What holds a change on a server of ours: the lease under which it was made, and the connection that keeps it. The kernel ends that
/// with this process.
/// </summary>
internal sealed class ToxicGrip : IAsyncDisposable
{
    // Of what the holder waits for a grip to be let go of (3 s).
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly ProxyApi _api;
    private readonly HeldLease _lease;
    private readonly FaultContext _context;
    private readonly Func<CancellationToken, Task> _last;
    private volatile bool _isLetGo;

    /// <param name="api">The server; disposed of with this.</param>
    /// <param name="lease">The lease; disposed of with this.</param>
    /// <param name="context">Who is told of a lease that ends by itself.</param>
    /// <param name="what">What goes with the lease, such as <c>the toxic 'fl-1'</c>.</param>
    /// <param name="last">Called before it is let go of, for a last look.</param>
    public ToxicGrip(ProxyApi api, HeldLease lease, FaultContext context, string what, Func<CancellationToken, Task> last)
    {
        (_api, _lease, _context, _last) = (api, lease, context, last);
        _ = TellAsync(what);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isLetGo = true;
        await TryAsync(_last);
        // Answered when everything has gone. Where it is not, the end of the connection says the same.
        await TryAsync(stop => _api.DeleteLeaseAsync(_lease.Id, stop));
        await _lease.DisposeAsync();
        _api.Dispose();
    }

    private async Task TryAsync(Func<CancellationToken, Task> ask)
    {
        using var enough = new CancellationTokenSource(s_patience, _context.Time);
        try
        {
            await ask(enough.Token);
        }
        catch (Exception e) when (e is ProxyApiException or OperationCanceledException)
        {
            // The revert that follows looks, and says what it finds.
        }
    }

    private async Task TellAsync(string what)
    {
        await _lease.Ended;
        if (!_isLetGo)
        {
            _context.Report($"{what} is gone before its time: the connection that held its lease at {_api.Address} has ended");
        }
    }
}
