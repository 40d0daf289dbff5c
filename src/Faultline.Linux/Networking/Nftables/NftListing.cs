using System.Collections.Immutable;

namespace Faultline.Linux.Networking.Nftables;

/// <summary>A table that there is.</summary>
/// <param name="Table">The table.</param>
/// <param name="Handle">Its number, which no other table in the namespace gets.</param>
/// <param name="Owner">The netlink socket that owns it; null where nobody does.</param>
public sealed record NftTableInfo(NftTable Table, ulong Handle, uint? Owner);

/// <summary>A chain that there is.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Name">Its name.</param>
/// <param name="Hook">The number of its hook; null where rules go to it only.</param>
/// <param name="Devices">The devices at which it sees packets, in netdev tables.</param>
public sealed record NftChainInfo(NftTable Table, string Name, int? Hook, ImmutableArray<string> Devices);

/// <summary>A rule that there is.</summary>
/// <param name="Chain">Its chain.</param>
/// <param name="Handle">Its number in the table.</param>
/// <param name="Comment">Its comment; null where it has none.</param>
/// <param name="Expressions">The names of its expressions, in order.</param>
/// <param name="Counters">What its counters have counted, in order.</param>
public sealed record NftRuleInfo(
    string Chain,
    ulong Handle,
    string? Comment,
    ImmutableArray<string> Expressions,
    ImmutableArray<NftCount> Counters
);

/// <summary>What a counter has counted.</summary>
/// <param name="Packets">Packets.</param>
/// <param name="Bytes">Bytes.</param>
public readonly record struct NftCount(long Packets, long Bytes);
