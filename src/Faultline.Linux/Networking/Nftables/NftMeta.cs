namespace Faultline.Linux.Networking.Nftables;

/// <summary>What is known of a packet besides its bytes (NFT_META_…).</summary>
public enum NftMeta
{
    /// <summary>Its length in bytes.</summary>
    Length = 0,

    /// <summary>Its protocol as in Ethernet frames, two bytes in the network's order.</summary>
    Protocol = 1,

    /// <summary>Its mark, four bytes in the machine's order.</summary>
    Mark = 3,

    /// <summary>The name of the device that received it, sixteen bytes, filled with zeros.</summary>
    InputDevice = 6,

    /// <summary>The name of the device that will send it, sixteen bytes, filled with zeros.</summary>
    OutputDevice = 7,

    /// <summary>The user of the socket that sent it, four bytes in the machine's order.</summary>
    UserId = 10,

    /// <summary>Its family, one byte: 2 for IPv4, 10 for IPv6.</summary>
    Family = 15,

    /// <summary>The protocol in the IP packet, one byte: 6 for TCP.</summary>
    TransportProtocol = 16,

    /// <summary>The net_cls class of the cgroup (version 1) of the socket that sent it, four bytes in the machine's order.</summary>
    CgroupClass = 23,
}

/// <summary>Where bytes of a packet are counted from (NFT_PAYLOAD_…).</summary>
public enum NftHeader
{
    /// <summary>The frame.</summary>
    Link = 0,

    /// <summary>The IP packet.</summary>
    Network = 1,

    /// <summary>The TCP segment, the datagram.</summary>
    Transport = 2,
}

/// <summary>How two values are compared (NFT_CMP_…).</summary>
public enum NftComparison
{
    /// <summary>They are equal.</summary>
    Equal = 0,

    /// <summary>They are not.</summary>
    NotEqual = 1,

    /// <summary>The packet's is less.</summary>
    Less = 2,

    /// <summary>The packet's is less, or equal.</summary>
    LessOrEqual = 3,

    /// <summary>The packet's is greater.</summary>
    Greater = 4,

    /// <summary>The packet's is greater, or equal.</summary>
    GreaterOrEqual = 5,
}
