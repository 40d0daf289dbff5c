namespace Faultline.Host.Networks.Selecting;

/// <summary>Which way packets go, as seen from the target.</summary>
internal enum TrafficDirection
{
    /// <summary>Out and in.</summary>
    Both,

    /// <summary>Out.</summary>
    Egress,

    /// <summary>In.</summary>
    Ingress,
}

/// <summary>A protocol over IP.</summary>
internal enum IpProtocol
{
    /// <summary>TCP.</summary>
    Tcp,

    /// <summary>UDP.</summary>
    Udp,

    /// <summary>ICMP, and ICMPv6 over IPv6.</summary>
    Icmp,
}
