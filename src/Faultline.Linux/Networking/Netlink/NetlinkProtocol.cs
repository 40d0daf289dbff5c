namespace Faultline.Linux.Networking.Netlink;

/// <summary>The part of the kernel that a netlink socket talks to.</summary>
public enum NetlinkProtocol
{
    /// <summary>Links, addresses, routes, queueing disciplines.</summary>
    Route = 0,

    /// <summary>Sockets that are open.</summary>
    SocketDiagnosis = 4,

    /// <summary>nf_tables, packet queues.</summary>
    Netfilter = 12,
}
