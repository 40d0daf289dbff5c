namespace Faultline.Linux.Networking.Netlink;

/// <summary>The flags of a netlink message (NLM_F_…). The socket adds what makes it a request that is answered.</summary>
[Flags]
#pragma warning disable CA1711 // So the kernel calls them, and all that is written about it.
public enum NetlinkFlags
#pragma warning restore CA1711
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A question or an order, not an event.</summary>
    Request = 0x1,

    /// <summary>More messages follow, up to one that says that it is the last.</summary>
    Multi = 0x2,

    /// <summary>Wants an answer also where all went well.</summary>
    Acknowledge = 0x4,

    /// <summary>Asks for all there are.</summary>
    Dump = 0x300,

    /// <summary>Replaces what is there.</summary>
    Replace = 0x100,

    /// <summary>Fails where something is there.</summary>
    Exclusive = 0x200,

    /// <summary>Creates what is not there.</summary>
    Create = 0x400,

    /// <summary>Adds it at the end.</summary>
    Append = 0x800,
}
