using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Faultline.Abstractions.Data;
using Faultline.Lab.Networking;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads;

/// <summary>Runs the listeners of services, and tells them which pods are ready.</summary>
internal sealed class ServiceController : IAsyncDisposable
{
    private readonly ObjectStore _store;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ImmutableArray<(ServicePort Port, ServiceForwarder Forwarder)>> _forwarders = new(
        StringComparer.Ordinal
    );
    private readonly ChangeLoop _loop;

    public ServiceController(ObjectStore store)
    {
        _store = store;
        _loop = new ChangeLoop(store, Handle);
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
            return _forwarders.TryGetValue(service.Uid(), out var forwarders) ? forwarders.Max(one => one.Forwarder.Endpoints.Length) : 0;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync();
        lock (_lock)
        {
            foreach (var (_, forwarder) in _forwarders.Values.SelectMany(forwarders => forwarders))
            {
                forwarder.Dispose();
            }

            _forwarders.Clear();
        }
    }

    private void Handle(ObjectChange change)
    {
        lock (_lock)
        {
            if (change.Key.Kind == ResourceKinds.Service)
            {
                if (change.Kind == ChangeKind.Deleted)
                {
                    Close(change.Object);
                }
                else
                {
                    Refresh(change.Object);
                }
            }
            else if (change.Key.Kind == ResourceKinds.Pod)
            {
                foreach (var service in _store.List(ResourceKinds.Service, change.Key.Namespace).Objects)
                {
                    Refresh(service);
                }
            }
        }
    }

    private void Close(DataObject service)
    {
        if (_forwarders.Remove(service.Uid(), out var forwarders))
        {
            foreach (var (_, forwarder) in forwarders)
            {
                forwarder.Dispose();
            }
        }
    }

    private void Refresh(DataObject service)
    {
        if (!_forwarders.TryGetValue(service.Uid(), out var forwarders))
        {
            var address = IPAddress.Parse(ServicePorts.AddressOf(service));
            var mode = ServiceRules.ModeOf(service);
            forwarders =
            [
                .. ServicePorts.Of(service).Select(port => (port, new ServiceForwarder(new IPEndPoint(address, port.Real), mode))),
            ];
            _forwarders[service.Uid()] = forwarders;
        }

        var pods = Ready(service);
        foreach (var (port, forwarder) in forwarders)
        {
            Forward(service, forwarder, [.. pods.Select(pod => EndpointOf(pod, port.Target)).OfType<IPEndPoint>()]);
        }
    }

    private static void Forward(DataObject service, ServiceForwarder forwarder, ImmutableArray<IPEndPoint> endpoints)
    {
        try
        {
            forwarder.Forward(endpoints);
        }
        catch (SocketException e)
        {
            throw new LabException(
                $"Service '{service.Name()}' can't listen on {forwarder.Address}: {e.Message}. Another program took the port since the lab was started."
            );
        }
    }

    private List<DataObject> Ready(DataObject service)
    {
        var labels = service.TextsAt("spec", "selector");
        var selector = LabelSelector.Of(service.At("spec", "selector"));
        return labels.Count == 0
            ? []
            :
            [
                .. _store
                    .List(ResourceKinds.Pod, service.Namespace())
                    .Objects.Where(pod => !pod.IsTerminating() && PodStatus.IsReady(pod) && selector.Matches(pod.Labels())),
            ];
    }

    private static IPEndPoint? EndpointOf(DataObject pod, string target) =>
        ServicePorts.TargetIn(pod, target) is { } port ? PodPorts.Endpoint(pod, port) : null;
}
