using System.Collections.Immutable;

namespace Faultline.Linux.Networking.Nftables;

/// <summary>Where a chain sees packets.</summary>
/// <param name="Number">The hook's number in its family.</param>
/// <param name="Priority">Chains of lower numbers come first.</param>
/// <param name="Devices">The devices, for those of <see cref="NftFamily.NetDev"/>; else none.</param>
public sealed record NftHook(int Number, int Priority, ImmutableArray<string> Devices)
{
    /// <summary>Before anything else is done with packets that came in (IP families).</summary>
    public static NftHook PreRouting(int priority = 0) => new(0, priority, []);

    /// <summary>Packets for this host (IP families).</summary>
    public static NftHook Input(int priority = 0) => new(1, priority, []);

    /// <summary>Packets that are passed on (IP families).</summary>
    public static NftHook Forward(int priority = 0) => new(2, priority, []);

    /// <summary>Packets of this host (IP families).</summary>
    public static NftHook Output(int priority = 0) => new(3, priority, []);

    /// <summary>Packets that leave, of this host or passed on (IP families).</summary>
    public static NftHook PostRouting(int priority = 0) => new(4, priority, []);

    /// <summary>Packets that a device has received.</summary>
    public static NftHook Ingress(ImmutableArray<string> devices, int priority = 0) => new(0, priority, devices);

    /// <summary>Packets that a device is about to send. Since Linux 5.16.</summary>
    public static NftHook Egress(ImmutableArray<string> devices, int priority = 0) => new(1, priority, devices);
}
