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
    public Lease? Lease { get; }

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

        var (listen, upstream) = (Parse(Listen), Parse(Upstream));
        try
        {
            var listener = await Relaying.Listener.StartAsync(listen, upstream, _parts);
            Listen = listener.Address;
            _listener = listener;
            DisabledBy = null;
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            throw new ProxyException(500, $"listen {Listen}: {e.Message}");
        }
    }

    /// <summary>Listens no more, and closes every connection.</summary>
    public void Stop() => Interlocked.Exchange(ref _listener, null)?.Dispose();

    /// <summary>Listens no more for as long as a lease lasts.</summary>
    public void StopUnder(Lease lease)
    {
        DisabledBy = lease;
        Stop();
    }

    /// <summary>New addresses, while it is stopped.</summary>
    public void Move(string listen, string upstream) => (Listen, Upstream) = (listen, upstream);

    private static ProxyAddress Parse(string text) =>
        ProxyAddress.TryParse(text, out var address, out var problem) ? address : throw new ProxyException(500, problem);
}
