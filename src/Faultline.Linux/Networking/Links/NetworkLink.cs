using System.Net;

namespace Faultline.Linux.Networking.Links;

/// <summary>A network device.</summary>
/// <param name="Index">Its number in its namespace.</param>
/// <param name="Name">Its name.</param>
public sealed record NetworkLink(int Index, string Name)
{
    /// <summary>Whether it is a loopback device.</summary>
    public bool IsLoopback { get; init; }

    /// <summary>Whether it is switched on.</summary>
    public bool IsUp { get; init; }

    /// <summary>Its kind, such as <c>veth</c>, <c>bridge</c>, <c>vlan</c>; null for hardware.</summary>
    public string? Kind { get; init; }

    /// <summary>The number of the device of which it is a part (a bridge, a bond); null where it is of none.</summary>
    public int? Master { get; init; }

    /// <summary>The number of the device that it stands on, in the same namespace; null where there is none.</summary>
    public int? Lower { get; init; }

    /// <summary>The size of the largest packet.</summary>
    public int Mtu { get; init; }

    /// <summary>The kind of its root queueing discipline.</summary>
    public string? QueueKind { get; init; }
}

/// <summary>An address of a device.</summary>
/// <param name="Link">The device's number.</param>
/// <param name="Address">The address.</param>
/// <param name="Prefix">The length of its network's prefix.</param>
public sealed record LinkAddress(int Link, IPAddress Address, int Prefix);

/// <summary>A route of any table.</summary>
/// <param name="Destination">The network; null for all there is.</param>
/// <param name="Prefix">The length of its prefix.</param>
/// <param name="Gateway">The next hop; null where the network is at hand.</param>
/// <param name="Link">The device's number; null where none is named.</param>
/// <param name="Table">The table: 254 for main, 255 for local.</param>
/// <param name="Kind">Its kind: 1 for unicast, 2 for local.</param>
public sealed record NetworkRoute(IPAddress? Destination, int Prefix, IPAddress? Gateway, int? Link, int Table, int Kind)
{
    /// <summary>Whether it is IPv6's.</summary>
    public bool IsVersion6 { get; init; }
}

/// <summary>A queueing discipline of a device.</summary>
/// <param name="Link">The device's number.</param>
/// <param name="Kind">Its kind, such as <c>netem</c>.</param>
/// <param name="Handle">Its handle: major number in the upper half.</param>
/// <param name="Parent">Where it hangs: 0xffffffff for the root.</param>
/// <param name="Options">Its options, as the kernel has them.</param>
public sealed record QueueDiscipline(int Link, string Kind, uint Handle, uint Parent, ReadOnlyMemory<byte> Options)
{
    /// <summary>The root of a device.</summary>
    public const uint Root = 0xffffffff;
}
