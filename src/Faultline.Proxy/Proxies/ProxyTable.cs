using System.Collections.Concurrent;
using Faultline.Proxy.Addresses;
using Faultline.Proxy.Leases;
using Faultline.Proxy.Relaying;
using Faultline.Proxy.Toxics;

namespace Faultline.Proxy.Proxies;

/// <summary>The proxies of a server. One change at a time.</summary>
internal sealed class ProxyTable(Chance chance, ProxyClock clock) : IDisposable
{
    private readonly ConcurrentDictionary<string, FaultProxy> _proxies = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>What waits in all of them.</summary>
    public HeldBytes Held { get; } = new();

    /// <summary>Chance.</summary>
    public Chance Chance => chance;

    /// <summary>The clock.</summary>
    public ProxyClock Clock => clock;

    /// <summary>All, by name.</summary>
    public IReadOnlyList<FaultProxy> All => [.. _proxies.Values.OrderBy(proxy => proxy.Name, StringComparer.Ordinal)];

    /// <summary>The proxy of that name.</summary>
    /// <exception cref="ProxyException">There is none.</exception>
    public FaultProxy Get(string name) => _proxies.GetValueOrDefault(name) ?? throw new ProxyException(404, "proxy not found");

    /// <summary>Makes one.</summary>
    /// <exception cref="ProxyException">Its name or its address is taken.</exception>
    public Task<FaultProxy> CreateAsync(ProxyWish wish, Lease? lease) =>
        AloneAsync(async () =>
        {
            if (_proxies.ContainsKey(wish.Name))
            {
                throw new ProxyException(409, "proxy already exists");
            }

            return await AddAsync(wish, lease);
        });

    /// <summary>
    /// Makes those that are missing, replaces those that listen or send elsewhere, and leaves the others as they are, their toxics included.
    /// </summary>
    /// <returns>Those that were asked for, as far as it came; and what stopped it.</returns>
    public Task<(IReadOnlyList<FaultProxy> Proxies, ProxyException? Problem)> PopulateAsync(
        IReadOnlyList<ProxyWish> wishes,
        Lease? lease
    ) =>
        AloneAsync<(IReadOnlyList<FaultProxy>, ProxyException?)>(async () =>
        {
            var done = new List<FaultProxy>();
            try
            {
                foreach (var wish in wishes)
                {
                    if (_proxies.TryGetValue(wish.Name, out var known))
                    {
                        if (IsSame(known.Listen, wish.Listen) && known.Upstream == wish.Upstream)
                        {
                            await SwitchAsync(known, wish.IsEnabled);
                            done.Add(known);
                            continue;
                        }

                        Take(known);
                    }

                    done.Add(await AddAsync(wish, lease));
                }

                return (done, null);
            }
            catch (ProxyException e)
            {
                return (done, e);
            }
        });

    /// <summary>Changes one; what moves is stopped meanwhile, and its connections are closed.</summary>
    /// <exception cref="ProxyException">There is none of that name, or its address is taken.</exception>
    public Task<FaultProxy> UpdateAsync(string name, Func<FaultProxy, ProxyWish> change) =>
        AloneAsync(async () =>
        {
            var proxy = Get(name);
            var wish = change(proxy);
            if (!IsSame(proxy.Listen, wish.Listen) || proxy.Upstream != wish.Upstream)
            {
                proxy.Stop();
                proxy.Move(wish.Listen, wish.Upstream);
            }

            await SwitchAsync(proxy, wish.IsEnabled);
            return proxy;
        });

    /// <summary>Disables one until a lease ends.</summary>
    /// <exception cref="ProxyException">There is none of that name, it is disabled already, or something else is wished for.</exception>
    public Task<FaultProxy> DisableAsync(string name, Func<FaultProxy, ProxyWish> change, Lease lease) =>
        AloneAsync(() =>
        {
            var proxy = Get(name);
            var wish = change(proxy);
            if (wish.IsEnabled || !IsSame(proxy.Listen, wish.Listen) || proxy.Upstream != wish.Upstream)
            {
                throw new ProxyException(400, "under a lease a proxy can only be disabled");
            }

            if (!proxy.IsEnabled)
            {
                throw new ProxyException(409, "proxy is disabled already");
            }

            // Leases end under the same gate: one that has ended by now would not be cleared up again.
            if (lease.IsEnded)
            {
                throw new ProxyException(404, "lease not found");
            }

            proxy.StopUnder(lease);
            return Task.FromResult(proxy);
        });

    /// <summary>Removes one.</summary>
    /// <exception cref="ProxyException">There is none of that name.</exception>
    public Task RemoveAsync(string name) =>
        AloneAsync(() =>
        {
            Take(Get(name));
            return Task.FromResult(true);
        });

    /// <summary>Removes what was made under a lease, and enables what was disabled under it.</summary>
    /// <exception cref="ProxyException">One can't listen; all else is done.</exception>
    public Task RemoveAsync(Lease lease) =>
        AloneAsync(async () =>
        {
            ProxyException? problem = null;
            foreach (var proxy in All)
            {
                if (proxy.Lease == lease)
                {
                    Take(proxy);
                }
                else
                {
                    proxy.Toxics.Remove(toxic => toxic.Lease == lease);
                    problem = proxy.DisabledBy == lease ? await TryStartAsync(proxy) ?? problem : problem;
                }
            }

            return problem is null ? true : throw problem;
        });

    /// <summary>Enables all and removes every toxic.</summary>
    /// <exception cref="ProxyException">One can't listen.</exception>
    public Task ResetAsync() =>
        AloneAsync(async () =>
        {
            foreach (var proxy in All)
            {
                await proxy.StartAsync();
                proxy.Toxics.Remove(_ => true);
            }

            return true;
        });

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var proxy in _proxies.Values)
        {
            proxy.Stop();
        }

        _gate.Dispose();
    }

    private static async Task<ProxyException?> TryStartAsync(FaultProxy proxy)
    {
        try
        {
            await proxy.StartAsync();
            return null;
        }
        catch (ProxyException e)
        {
            return e;
        }
    }

    private static async Task SwitchAsync(FaultProxy proxy, bool isEnabled)
    {
        if (isEnabled)
        {
            await proxy.StartAsync();
        }
        else
        {
            proxy.Stop();
        }
    }

    // "localhost:80" has become "127.0.0.1:80" once it listened; a port that was left free stays the one that was chosen.
    private static bool IsSame(string now, string wished) =>
        now == wished
        || (
            ProxyAddress.TryParse(now, out var one, out _)
            && ProxyAddress.TryParse(wished, out var other, out _)
            && one.UnixPath == other.UnixPath
            && (one.Port == other.Port || other.Port == 0)
            && (one.Host == other.Host || (IsLoopback(one) && IsLoopback(other)) || (IsAny(one) && IsAny(other)))
        );

    private static bool IsLoopback(ProxyAddress address) => address.Host is "localhost" or "127.0.0.1";

    private static bool IsAny(ProxyAddress address) => address.Host is "" or "::";

    private async Task<FaultProxy> AddAsync(ProxyWish wish, Lease? lease)
    {
        var parts = new ProxyParts(new ToxicTable(), new ProxyCounters(), Held, chance, clock);
        var proxy = new FaultProxy(wish.Name, wish.Listen, wish.Upstream, lease, parts);
        await SwitchAsync(proxy, wish.IsEnabled);
        // Leases end under the same gate: one that has ended by now has been cleared up already.
        if (lease is { IsEnded: true })
        {
            proxy.Stop();
            throw new ProxyException(404, "lease not found");
        }

        _proxies[wish.Name] = proxy;
        return proxy;
    }

    private void Take(FaultProxy proxy)
    {
        _proxies.TryRemove(proxy.Name, out _);
        proxy.Stop();
    }

    private async Task<T> AloneAsync<T>(Func<Task<T>> act)
    {
        await _gate.WaitAsync();
        try
        {
            return await act();
        }
        finally
        {
            _gate.Release();
        }
    }
}
