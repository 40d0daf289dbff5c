using System.Collections.Immutable;
using System.Net;
using Faultline.Abstractions.Data;
using Faultline.Lab.Networking;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Services;

/// <summary>A service whose ports are listened on.</summary>
internal sealed record ServiceListeners(string Uid, ImmutableArray<(ServicePort Port, ServiceForwarder Forwarder)> Ports) : IDisposable
{
    /// <summary>Listeners for a service; they wait to be told of pods.</summary>
    public static ServiceListeners Of(DataObject service)
    {
        var address = IPAddress.Parse(ServicePorts.AddressOf(service));
        var mode = ServiceRules.ModeOf(service);
        return new(
            service.Uid(),
            [.. ServicePorts.Of(service).Select(port => (port, new ServiceForwarder(new IPEndPoint(address, port.Real), mode)))]
        );
    }

    /// <summary>Whether the service still asks for the same ports.</summary>
    public bool Fits(DataObject service) =>
        !ServicePorts.IsHeadless(service) && Ports.Select(one => one.Port).SequenceEqual(ServicePorts.Of(service));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, forwarder) in Ports)
        {
            forwarder.Dispose();
        }
    }
}
