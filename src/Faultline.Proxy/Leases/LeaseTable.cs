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
    public Lease Open(TimeSpan timeToLive)
    {
        while (true)
        {
            var id = "lease-" + ((long)(chance.Draw() * (1L << 48))).ToString("x12", CultureInfo.InvariantCulture);
            var lease = new Lease(id, timeToLive, time, expired => _ = EndAsync(expired));
            if (_leases.TryAdd(id, lease))
            {
                return lease;
            }

            lease.Dispose();
        }
    }

    /// <summary>The lease of that name.</summary>
    /// <exception cref="ProxyException">There is none, or none any more.</exception>
    public Lease Get(string id) => _leases.GetValueOrDefault(id) ?? throw new ProxyException(404, "lease not found");

    /// <summary>Ends a lease; done when what was made under it has gone.</summary>
    public async Task EndAsync(Lease lease)
    {
        if (lease.TryEnd())
        {
            await proxies.RemoveAsync(lease);
            _leases.TryRemove(lease.Id, out _);
            lease.Dispose();
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
