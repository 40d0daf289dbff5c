namespace Faultline.Linux.Sockets;

/// <summary>What a socket is ready for, and how that is told (EPOLL… of epoll_ctl(2)).</summary>
[Flags]
public enum Readiness
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>There is something to receive or to accept.</summary>
    In = 0x1,

    /// <summary>There are urgent data, at which a receive stops.</summary>
    Urgent = 0x2,

    /// <summary>There is room to send.</summary>
    Out = 0x4,

    /// <summary>The connection broke.</summary>
    Error = 0x8,

    /// <summary>Both directions have ended.</summary>
    HangUp = 0x10,

    /// <summary>The peer sends no more.</summary>
    PeerEnded = 0x2000,

    /// <summary>One of the queues that watch is told, and not all.</summary>
    Exclusive = 1 << 28,

    /// <summary>Told when it comes about, and not for as long as it is so.</summary>
    Edge = 1 << 31,
}
