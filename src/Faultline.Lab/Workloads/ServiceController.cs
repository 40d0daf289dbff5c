using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Faultline.Abstractions.Data;
using Faultline.Lab.Networking;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads.Services;

namespace Faultline.Lab.Workloads;

/// <summary>Runs the listeners of services, tells them which pods are ready, and writes that down as endpoints.</summary>
internal sealed class ServiceController : IAsyncDisposable
{
    private readonly ObjectStore _store;
    private readonly EndpointObjects _endpoints;
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, ServiceListeners> _open = [];
    private readonly ReconcileLoop _loop;

    public ServiceController(ObjectStore store, TimeProvider time)
    {
        _store = store;
        _endpoints = new EndpointObjects(store);
        _loop = new ReconcileLoop(store, time, Affected, Reconcile);
    }

    /// <summary>Fails where the controller did.</summary>
    public Task Ended => _loop.Ended;

    /// <summary>Waits until the listeners are as this version of the store wants them.</summary>
    public Task ReachAsync(long version) => _loop.ReachAsync(version);

    /// <summary>How many pods a service forwards to.</summary>
    public int EndpointsOf(DataObject service)
    {
        lock (_lock)
        {
            return _open.TryGetValue(Owners.KeyOf(ResourceKinds.Service, service), out var open) && open.Uid == service.Uid()
                ? open.Ports.Select(one => one.Forwarder.Endpoints.Length).DefaultIfEmpty(0).Max()
                : 0;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync();
        lock (_lock)
        {
            foreach (var open in _open.Values)
            {
                open.Dispose();
            }

            _open.Clear();
        }
    }

    private IEnumerable<ObjectKey> Affected(ObjectChange change) =>
        change.Key.Kind == ResourceKinds.Service ? [change.Key]
        : change.Key.Kind == ResourceKinds.Pod || change.Key.Kind == ResourceKinds.NetworkPolicy
            ? _store.List(ResourceKinds.Service, change.Key.Namespace).Objects.Select(one => Owners.KeyOf(ResourceKinds.Service, one))
        : [];

    private TimeSpan? Reconcile(ObjectKey key)
    {
        var service = _store.Get(key);
        lock (_lock)
        {
            if (_open.TryGetValue(key, out var old) && (service is null || service.Uid() != old.Uid || !old.Fits(service)))
            {
                old.Dispose();
                _open.Remove(key);
            }
        }

        if (service is null)
        {
            _endpoints.Remove(key);
            return null;
        }

        var pods = Selected(service);
        Listen(key, service, pods);
        if (service.TextsAt("spec", "selector").Count > 0)
        {
            _endpoints.Show(service, pods);
        }

        return null;
    }

    private void Listen(ObjectKey key, DataObject service, List<DataObject> pods)
    {
        if (ServicePorts.IsHeadless(service))
        {
            return;
        }

        var isolation = Isolation.Of(_store, key.Namespace);
        var ready = pods.Where(pod => !pod.IsTerminating() && PodStatus.IsReady(pod)).ToList();
        lock (_lock)
        {
            if (!_open.TryGetValue(key, out var open))
            {
                if (Moved(key, service))
                {
                    // The change comes back here with ports that can be had.
                    return;
                }

                _open[key] = open = ServiceListeners.Of(service);
            }

            foreach (var (port, forwarder) in open.Ports)
            {
                var targets = ready
                    .Select(pod => (Pod: pod, Port: ServicePorts.TargetIn(pod, port.Target)))
                    .Where(one => one.Port is not null)
                    .Select(one =>
                        (Endpoint: PodPorts.Endpoint(one.Pod, one.Port!.Value)!, IsCut: isolation.IsCut(one.Pod, one.Port.Value))
                    )
                    .ToList();
                Forward(
                    service,
                    forwarder,
                    [.. targets.Select(one => one.Endpoint)],
                    targets.Where(one => one.IsCut).Select(one => one.Endpoint).ToImmutableHashSet()
                );
            }
        }
    }

    /// <summary>Moves the ports of a service that can't be had (any more); whether there were any.</summary>
    private bool Moved(ObjectKey key, DataObject service)
    {
        var address = IPAddress.Parse(ServicePorts.AddressOf(service));
        var ports = ServicePorts.Of(service);
        var real = ports.ToImmutableDictionary(port => port.Port, port => PortChoice.Take(address, port.Real));
        return ports.Any(port => real[port.Port] != port.Real)
            && _store.Update(key, service.Uid(), current => ServicePorts.WithReal(current, real)) is not null;
    }

    private static void Forward(
        DataObject service,
        ServiceForwarder forwarder,
        ImmutableArray<IPEndPoint> endpoints,
        ImmutableHashSet<IPEndPoint> cut
    )
    {
        try
        {
            forwarder.Forward(endpoints, cut);
        }
        catch (SocketException e)
        {
            throw new LabException(
                $"Service '{service.Name()}' can't listen on {forwarder.Address}: {e.Message}. Another program took the port since the lab was started."
            );
        }
    }

    private List<DataObject> Selected(DataObject service)
    {
        var labels = service.TextsAt("spec", "selector");
        var selector = LabelSelector.Of(service.At("spec", "selector"));
        return labels.Count == 0
            ? []
            : [.. _store.List(ResourceKinds.Pod, service.Namespace()).Objects.Where(pod => selector.Matches(pod.Labels()))];
    }
}
