using System.Collections.Immutable;

namespace Faultline.Host.Networks.Selecting;

/// <summary>Which traffic a network fault is about, as it was asked for; names are not looked up yet.</summary>
internal sealed record NetworkSelection
{
    /// <summary>Everything, in both directions.</summary>
    public static NetworkSelection Everything { get; } = new();

    /// <summary>The names of the remote ends.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>Names that are never hit.</summary>
    public ImmutableArray<string> ExcludedHosts { get; init; } = [];

    /// <summary>The addresses of the remote ends.</summary>
    public ImmutableArray<AddressRange> Addresses { get; init; } = [];

    /// <summary>Addresses that are never hit.</summary>
    public ImmutableArray<AddressRange> ExcludedAddresses { get; init; } = [];

    /// <summary>The remote ports; empty for any.</summary>
    public ImmutableArray<PortRange> RemotePorts { get; init; } = [];

    /// <summary>Remote ports that are never hit.</summary>
    public ImmutableArray<PortRange> ExcludedRemotePorts { get; init; } = [];

    /// <summary>The local ports, as an alternative to the remote ones; empty for any.</summary>
    public ImmutableArray<PortRange> LocalPorts { get; init; } = [];

    /// <summary>The local ports that restrict both; empty for any.</summary>
    public ImmutableArray<PortRange> SourcePorts { get; init; } = [];

    /// <summary>Local ports that are never hit.</summary>
    public ImmutableArray<PortRange> ExcludedLocalPorts { get; init; } = [];

    /// <summary>The protocols; empty for any.</summary>
    public ImmutableArray<IpProtocol> Protocols { get; init; } = [];

    /// <summary>The devices; empty for all but loopback.</summary>
    public ImmutableArray<string> Devices { get; init; } = [];

    /// <summary>Which way.</summary>
    public TrafficDirection Direction { get; init; }

    /// <summary>Whether what is spared unless asked for is hit as well.</summary>
    public bool NoDerivedExclusions { get; init; }

    /// <summary>Whether remote ends are named; else all are meant.</summary>
    public bool NamesRemotes => !Hosts.IsEmpty || !Addresses.IsEmpty;

    /// <summary>Whether any name has to be looked up.</summary>
    public bool HasNames => !Hosts.IsEmpty || !ExcludedHosts.IsEmpty;

    /// <summary>Whether ports are chosen, which only TCP and UDP have.</summary>
    public bool ChoosesPorts => !RemotePorts.IsEmpty || !LocalPorts.IsEmpty || !SourcePorts.IsEmpty;

    /// <summary>Whether packets that leave are meant.</summary>
    public bool HasEgress => Direction is not TrafficDirection.Ingress;

    /// <summary>Whether packets that come in are meant.</summary>
    public bool HasIngress => Direction is not TrafficDirection.Egress;

    /// <summary>Whether DNS is spared: not asked for by a port or as a single address.</summary>
    public bool SparesDns =>
        !NoDerivedExclusions
        && RemotePorts.IsEmpty
        && ExcludedRemotePorts.IsEmpty
        && (!NamesRemotes || Addresses.Any(range => !range.IsSingle));
}
