using System.Collections.Immutable;
using Faultline.Abstractions.Faults;
using Faultline.Linux.Networking.Links;

namespace Faultline.Host.Networks.Selecting;

/// <summary>Chooses the devices of a selection, so that each packet passes one of them once.</summary>
internal static class DeviceChoice
{
    // What they send goes through the device below as it is, and would be counted there again.
    private static readonly ImmutableArray<string> Stacked = ["vlan", "macvlan", "macvtap", "ipvlan", "ipvtap"];

    /// <summary>The devices: those that are named; else all but loopback, ports of a bridge or bond, and what stands on another device.</summary>
    /// <param name="selection">The selection.</param>
    /// <param name="links">The devices that there are.</param>
    /// <param name="addresses">The addresses that are meant: one such as 127.0.0.1 means the loopback device.</param>
    /// <exception cref="FaultRefusedException">One that is named is not there, or there is none.</exception>
    public static ImmutableArray<NetworkLink> Choose(
        NetworkSelection selection,
        ImmutableArray<NetworkLink> links,
        IReadOnlyList<AddressRange> addresses
    )
    {
        if (!selection.Devices.IsEmpty)
        {
            var missing = selection.Devices.Where(name => links.All(link => link.Name != name)).ToList();
            return missing.Count == 0
                ? [.. links.Where(link => selection.Devices.Contains(link.Name))]
                : throw new FaultRefusedException(
                    $"there is no network device '{missing[0]}'",
                    $"There are {string.Join(", ", links.Select(link => link.Name))}."
                );
        }

        var wantsLoopback = addresses.Any(range => range.IsLoopback);
        var indices = links.Select(link => link.Index).ToHashSet();
        var chosen = links.Where(link => link.IsLoopback ? wantsLoopback : !IsPart(link)).ToImmutableArray();
        return chosen.IsEmpty
            ? throw new FaultRefusedException("there is no network device besides loopback", "Name 'lo' to mean that.")
            : chosen;

        bool IsPart(NetworkLink link) =>
            (link.Master is { } master && indices.Contains(master) && links.First(one => one.Index == master).Kind != "vrf")
            || (link.Lower is { } lower && lower != link.Index && Stacked.Contains(link.Kind ?? "") && indices.Contains(lower));
    }
}
