using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Functions;

/// <summary>
/// The leases under which this process makes things: one for each proxy server of ours, held by a connection until this is disposed
/// or the process ends in whatever way. A server that is not ours has none.
/// </summary>
internal sealed class ProxyLeases : IAsyncDisposable
{
    // Until the connection that holds it is there.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _one = new(1);
    private readonly Dictionary<string, HeldLease> _held = new(StringComparer.Ordinal);

    /// <summary>The lease at a server; null where the server has none.</summary>
    /// <param name="api">The server's API.</param>
    /// <param name="stop">Ends the attempt.</param>
    /// <param name="not">A lease that is known to be over.</param>
    public async Task<string?> OfAsync(ProxyApi api, CancellationToken stop, string? not = null)
    {
        await _one.WaitAsync(stop);
        try
        {
            if (_held.TryGetValue(api.Address.Secret, out var held))
            {
                if (!held.Ended.IsCompleted && held.Id != not)
                {
                    return held.Id;
                }

                _held.Remove(api.Address.Secret);
                await held.DisposeAsync();
            }

            if (!(await api.VersionAsync(stop)).IsOurs)
            {
                return null;
            }

            held = await api.HoldLeaseAsync(Patience, stop);
            _held.Add(api.Address.Secret, held);
            return held.Id;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var held in _held.Values)
        {
            await held.DisposeAsync();
        }

        _held.Clear();
        _one.Dispose();
    }
}
