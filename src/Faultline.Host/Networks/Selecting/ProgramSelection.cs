using System.Collections.Immutable;
using System.Net;
using Faultline.Host.Networks.Exclusions;
using Faultline.Linux.Bpf;

namespace Faultline.Host.Networks.Selecting;

/// <summary>Writes a selection for programs in the kernel (eBPF).</summary>
internal static class ProgramSelection
{
    private const int Bits4 = 32;
    private const int Bits6 = 128;
    private const byte Icmp = 1;
    private const byte Tcp = 6;
    private const byte Udp = 17;
    private const byte Icmp6 = 58;

    /// <summary>All of it but the addresses, which can be added to while the program runs.</summary>
    public static PacketSelection Of(NetworkSelection selection, IReadOnlyList<DerivedExclusion> exclusions) =>
        new()
        {
            Protocols = [.. selection.Protocols.SelectMany(Numbers)],
            SelectsAddresses = selection.NamesRemotes,
            RemotePorts = Ports(selection.RemotePorts),
            ExcludedRemotePorts = Ports(selection.ExcludedRemotePorts),
            LocalPorts = Ports(selection.LocalPorts),
            SourcePorts = Ports(selection.SourcePorts),
            ExcludedLocalPorts = Ports(selection.ExcludedLocalPorts),
            Exemptions =
            [
                .. exclusions.Select(one => new PacketExemption(
                    [.. one.Protocols.SelectMany(Numbers)],
                    one.Remote?.FirstAddress,
                    one.RemotePort is { } remote ? Range(remote) : null,
                    one.LocalPort is { } local ? Range(local) : null
                )),
            ],
        };

    /// <summary>The networks that have all addresses of a range, and no others.</summary>
    public static IEnumerable<IPNetwork> Networks(AddressRange range)
    {
        var bits = range.IsVersion6 ? Bits6 : Bits4;
        var first = range.First;
        while (true)
        {
            // As large as the beginning allows, and no larger than what is left.
            var size = first == 0 ? bits : (int)UInt128.TrailingZeroCount(first);
            size = Math.Min(size, bits);
            while (size > 0 && (range.Last - first < Ones(size)))
            {
                size--;
            }

            yield return new IPNetwork((range with { First = first }).FirstAddress, bits - size);
            var last = first + Ones(size);
            if (last >= range.Last)
            {
                yield break;
            }

            first = last + 1;
        }
    }

    /// <summary>Adds addresses to what a program means and spares.</summary>
    public static void Add(PacketDropper program, IEnumerable<AddressRange> included, IEnumerable<AddressRange> excluded)
    {
        foreach (var network in excluded.SelectMany(Networks))
        {
            program.Exclude(network);
        }

        foreach (var network in included.SelectMany(Networks))
        {
            program.Select(network);
        }
    }

    // So many bits, all of them set.
    private static UInt128 Ones(int count) => count == Bits6 ? UInt128.MaxValue : (UInt128.One << count) - 1;

    private static byte[] Numbers(IpProtocol protocol) =>
        protocol switch
        {
            IpProtocol.Tcp => [Tcp],
            IpProtocol.Udp => [Udp],
            _ => [Icmp, Icmp6],
        };

    private static ImmutableArray<Faultline.Linux.Bpf.PortRange> Ports(ImmutableArray<PortRange> ports) => [.. ports.Select(Range)];

    private static Faultline.Linux.Bpf.PortRange Range(PortRange ports) => new(ports.First, ports.Last);
}
