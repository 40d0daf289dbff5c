using System.Collections.Immutable;
using System.Net;
using Faultline.Host.Networks.Exclusions;
using Faultline.Host.Networks.Selecting;

namespace Faultline.Host.Networks.Canaries;

/// <summary>A packet that a selection means: where it goes, and what it is.</summary>
/// <param name="Address">The remote end.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="RemotePort">The remote port; 0 for ICMP.</param>
/// <param name="LocalPort">The local port; 0 for ICMP.</param>
internal sealed record CanaryRoute(IPAddress Address, IpProtocol Protocol, ushort RemotePort, ushort LocalPort)
{
    // TEST-NET-1 and the prefix for documentation: nobody is there, and the first router ends the packet anyway.
    private static readonly ImmutableArray<IPAddress> Nobody = [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1")];
    private const int MostAddresses = 6;
    private const ushort Discard = 9;
    private const ushort High = 61999;

    /// <summary>Packets that a selection means, one per remote end, the likeliest to be sent first; none where there is none.</summary>
    /// <param name="selection">The selection.</param>
    /// <param name="included">The addresses that it means.</param>
    /// <param name="excluded">The addresses that it spares.</param>
    /// <param name="exclusions">What is spared besides.</param>
    /// <param name="near">Addresses that are known to be reachable, for selections that do not name single ones.</param>
    public static ImmutableArray<CanaryRoute> Choose(
        NetworkSelection selection,
        IReadOnlyList<AddressRange> included,
        IReadOnlyList<AddressRange> excluded,
        IReadOnlyList<DerivedExclusion> exclusions,
        IEnumerable<IPAddress> near
    )
    {
        var protocol = selection switch
        {
            { ChoosesPorts: true, Protocols: [IpProtocol.Tcp] } => IpProtocol.Tcp,
            { Protocols.IsEmpty: true } => IpProtocol.Udp,
            _ when selection.Protocols.Contains(IpProtocol.Udp) => IpProtocol.Udp,
            _ => selection.Protocols[0],
        };
        var remotePort = Port(
            selection.RemotePorts,
            selection.ExcludedRemotePorts.Concat(
                exclusions.Where(one => one.Remote is null).Select(one => one.RemotePort).OfType<PortRange>()
            ),
            Discard
        );
        // The local port decides where no remote one does.
        var local = selection.SourcePorts.IsEmpty && selection.RemotePorts.IsEmpty ? selection.LocalPorts : selection.SourcePorts;
        var localPort = Port(
            local,
            selection.ExcludedLocalPorts.Concat(
                exclusions.Where(one => one.Remote is null).Select(one => one.LocalPort).OfType<PortRange>()
            ),
            High
        );
        if (remotePort is null || localPort is null)
        {
            return [];
        }

        var known = near.ToList();
        var addresses = selection.NamesRemotes ? included.SelectMany(range => Some(range, known)) : known.Concat(Nobody);
        return
        [
            .. addresses
                .Where(address => AddressRange.Of(address) is var range && !excluded.Any(one => one.Holds(range)))
                .Distinct()
                .Take(MostAddresses)
                .Select(address =>
                    protocol == IpProtocol.Icmp
                        ? new CanaryRoute(address, protocol, 0, 0)
                        : new CanaryRoute(address, protocol, remotePort.Value, localPort.Value)
                ),
        ];
    }

    /// <summary>As it is said: <c>UDP to 192.0.2.1 port 9</c>.</summary>
    public override string ToString() =>
        Protocol == IpProtocol.Icmp ? $"ICMP to {Address}" : $"{Protocol.ToString().ToUpperInvariant()} to {Address} port {RemotePort}";

    // Of a network those that are near, and a first one, which is not the network's own address.
    private static IEnumerable<IPAddress> Some(AddressRange range, List<IPAddress> near) =>
        range.IsSingle
            ? [range.FirstAddress]
            : [.. near.Where(address => range.Holds(AddressRange.Of(address))), (range with { First = range.First + 1 }).FirstAddress];

    private static ushort? Port(ImmutableArray<PortRange> meant, IEnumerable<PortRange> spared, ushort preferred)
    {
        var never = spared.ToList();
        var candidates = meant.IsEmpty
            ? [preferred, .. Enumerable.Range(High, 100)]
            : meant.SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1));
        return candidates.Where(port => !never.Any(range => range.Holds(port))).Select(port => (ushort?)port).FirstOrDefault();
    }
}
