using System.Collections.Concurrent;
using System.Globalization;
using Faultline.Proxy.Proxies;

namespace Faultline.Proxy.Leases;

/// <summary>The leases of a server.</summary>
internal sealed class LeaseTable(ProxyTable proxies, Chance chance, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lease> _leases = new(StringComparer.Ordinal);

    /// <summary>Those that live.</summary>
    public IReadOnlyList<Lease> All => [.. _leases.Values.OrderBy(lease => lease.Id, StringComparer.Ordinal)];

    /// <summary>Makes one.</summary>
    /// <param name="timeToLive">How long it lasts unless it is renewed or held.</param>
    /// <param name="name">Its name; null for one that nobody can guess.</param>
    /// <exception cref="ProxyException">The name is taken.</exception>
    public Lease Open(TimeSpan timeToLive, string? name)
    {
        while (true)
        {
            var id = name ?? "lease-" + ((long)(chance.Draw() * (1L << 48))).ToString("x12", CultureInfo.InvariantCulture);
            var lease = new Lease(id, timeToLive, time, expired => _ = EndUnattendedAsync(expired));
            if (_leases.TryAdd(id, lease))
            {
                return lease;
            }

            lease.Dispose();
            if (name is not null)
            {
                throw new ProxyException(409, "lease already exists");
            }
        }
    }

    /// <summary>The lease of that name.</summary>
    /// <exception cref="ProxyException">There is none, or none any more.</exception>
    public Lease Get(string id) => _leases.GetValueOrDefault(id) ?? throw new ProxyException(404, "lease not found");

    /// <summary>Ends a lease; done when what was made under it has gone, and what it disabled listens again.</summary>
    /// <exception cref="ProxyException">One can't listen: the lease has ended, and is there until another attempt succeeds.</exception>
    public async Task EndAsync(Lease lease)
    {
        lease.End();
        await proxies.RemoveAsync(lease);
        _leases.TryRemove(lease.Id, out _);
        lease.Dispose();
    }

    /// <summary>Ends a lease where nobody waits for an answer; what can't listen is left to whoever asks for the lease's end again.</summary>
    public async Task EndUnattendedAsync(Lease lease)
    {
        try
        {
            await EndAsync(lease);
        }
        catch (ProxyException)
        {
            // The lease is still shown, with the proxy that it has disabled.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var lease in _leases.Values)
        {
            lease.Dispose();
        }
    }
}
