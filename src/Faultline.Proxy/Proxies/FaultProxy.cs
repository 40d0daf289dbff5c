using System.Net.Sockets;
using Faultline.Proxy.Addresses;
using Faultline.Proxy.Leases;
using Faultline.Proxy.Relaying;
using Faultline.Proxy.Toxics;

namespace Faultline.Proxy.Proxies;

/// <summary>One proxy: where it listens, where it sends to, its toxics. Started and stopped by its <see cref="ProxyTable"/> alone.</summary>
internal sealed class FaultProxy
{
    private readonly ProxyParts _parts;
    private Listener? _listener;

    public FaultProxy(string name, string listen, string upstream, Lease? lease, ProxyParts parts)
    {
        (Name, Listen, Upstream, Lease, _parts) = (name, listen, upstream, lease, parts);
        parts.Toxics.Changed = stream => _listener?.ToxicsChanged(stream);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Where it listens: with the port that was chosen, once it has listened.</summary>
    public string Listen { get; private set; }

    /// <summary>Where it sends to.</summary>
    public string Upstream { get; private set; }

    /// <summary>The lease that it ends with; null where it stays.</summary>
    public Lease? Lease { get; set; }

    /// <summary>The lease with whose end it listens again; null where it listens, or was disabled to stay so.</summary>
    public Lease? DisabledBy { get; private set; }

    /// <summary>Whether it listens.</summary>
    public bool IsEnabled => _listener is not null;

    /// <summary>Its toxics.</summary>
    public ToxicTable Toxics => _parts.Toxics;

    /// <summary>What went through it.</summary>
    public ProxyCounters Counters => _parts.Counters;

    /// <summary>How many connections live.</summary>
    public int Connections => _listener?.Connections ?? 0;

    /// <summary>Listens; nothing where it does.</summary>
    /// <exception cref="ProxyException">It can't.</exception>
    public async Task StartAsync()
    {
        if (_listener is not null)
        {
            return;
        }

        var listener = await ListenAsync(Listen, Upstream);
        (_listener, Listen, DisabledBy) = (listener, listener.Address, null);
        Tell(listener);
    }

    /// <summary>
    /// Listens and sends elsewhere; connections are closed. Where the new address can't be had, it stays where it was: a proxy that
    /// somebody relies on is not lost to a mistake.
    /// </summary>
    /// <exception cref="ProxyException">The new address can't be had.</exception>
    public async Task MoveAsync(string listen, string upstream, bool isEnabled)
    {
        if (!isEnabled)
        {
            Stop();
            (Listen, Upstream) = (listen, upstream);
            return;
        }

        var wasEnabled = IsEnabled;
        if (wasEnabled && IsInTheWay(Parse(Listen), Parse(listen)))
        {
            Stop();
        }

        try
        {
            var listener = await ListenAsync(listen, upstream);
            var old = Interlocked.Exchange(ref _listener, listener);
            (Listen, Upstream, DisabledBy) = (listener.Address, upstream, null);
            Tell(listener);
            old?.Dispose();
        }
        catch (ProxyException)
        {
            if (wasEnabled)
            {
                await StartAsync();
            }

            throw;
        }
    }

    /// <summary>Listens no more, and closes every connection.</summary>
    public void Stop()
    {
        DisabledBy = null;
        Interlocked.Exchange(ref _listener, null)?.Dispose();
    }

    /// <summary>Listens no more for as long as a lease lasts.</summary>
    public void StopUnder(Lease lease)
    {
        Stop();
        DisabledBy = lease;
    }

    /// <summary>Makes sure that it could listen and send there, as far as can be seen without trying.</summary>
    /// <exception cref="ProxyException">One of them is no address.</exception>
    public static void RequireAddresses(string listen, string upstream) => (_, _) = (Parse(listen), Parse(upstream));

    // One port, whatever the hosts: all interfaces include each. Else the new listener is there before the old one goes.
    private static bool IsInTheWay(ProxyAddress old, ProxyAddress next) => old.UnixPath == next.UnixPath && old.Port == next.Port;

    // It has taken connections already: those miss what was changed before we knew it.
    private static void Tell(Listener listener)
    {
        listener.ToxicsChanged(ToxicStream.Upstream);
        listener.ToxicsChanged(ToxicStream.Downstream);
    }

    private async Task<Listener> ListenAsync(string listen, string upstream)
    {
        var (from, to) = (Parse(listen), Parse(upstream));
        try
        {
            return await Listener.StartAsync(from, to, _parts);
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            throw new ProxyException(500, Refusal(from, e));
        }
    }

    // In the words that clients of Toxiproxy look for, which are Go's.
    private static string Refusal(ProxyAddress listen, Exception problem) =>
        problem is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }
            ? $"listen tcp: lookup {listen.Host}: no such host"
            : $"listen {(listen.UnixPath is null ? "tcp" : "unix")} {listen.UnixPath ?? listen.Text}: bind: "
                + char.ToLowerInvariant(problem.Message[0])
                + problem.Message[1..];

    private static ProxyAddress Parse(string text) =>
        ProxyAddress.TryParse(text, out var address, out var problem) ? address : throw new ProxyException(500, problem);
}
