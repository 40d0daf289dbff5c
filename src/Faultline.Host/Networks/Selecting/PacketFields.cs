using Faultline.Linux.Networking.Nftables;

namespace Faultline.Host.Networks.Selecting;

/// <summary>The parts of a packet, as conditions of a rule, seen from the target.</summary>
internal static class PacketFields
{
    /// <summary>The number of ICMP over IPv6.</summary>
    public const byte Icmp6 = 58;

    private const byte Icmp4 = 1;
    private const byte Tcp = 6;
    private const byte Udp = 17;
    private const int SourcePort = 0;
    private const int DestinationPort = 2;

    /// <summary>Goes on for packets of one family.</summary>
    public static NftRule Family(this NftRule rule, bool isVersion6) => isVersion6 ? rule.IsIp6() : rule.IsIp4();

    /// <summary>Goes on for packets of a protocol.</summary>
    public static NftRule Of(this NftRule rule, IpProtocol protocol, bool isVersion6 = false) =>
        rule.Protocol(
            protocol switch
            {
                IpProtocol.Tcp => Tcp,
                IpProtocol.Udp => Udp,
                _ => isVersion6 ? Icmp6 : Icmp4,
            }
        );

    /// <summary>Loads the address of the remote end: where a packet goes to when it leaves, and where it comes from when it comes.</summary>
    public static NftRule Remote(this NftRule rule, bool isEgress, bool isVersion6) =>
        (isVersion6, isEgress) switch
        {
            (false, true) => rule.Payload(NftHeader.Network, 16, 4),
            (false, false) => rule.Payload(NftHeader.Network, 12, 4),
            (true, true) => rule.Payload(NftHeader.Network, 24, 16),
            (true, false) => rule.Payload(NftHeader.Network, 8, 16),
        };

    /// <summary>Loads the port of the remote or of the local end.</summary>
    public static NftRule Port(this NftRule rule, bool isEgress, bool isRemote) =>
        rule.Payload(NftHeader.Transport, isEgress == isRemote ? DestinationPort : SourcePort, sizeof(ushort));

    /// <summary>Goes on where the port that is loaded is one of these.</summary>
    public static NftRule Between(this NftRule rule, PortRange ports) =>
        rule.Between([(byte)(ports.First >> 8), (byte)ports.First], [(byte)(ports.Last >> 8), (byte)ports.Last]);
}
