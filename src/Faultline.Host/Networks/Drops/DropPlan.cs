using System.Collections.Immutable;
using Faultline.Host.Networks.Exclusions;
using Faultline.Host.Networks.Names;
using Faultline.Host.Networks.Selecting;

namespace Faultline.Host.Networks.Drops;

/// <summary>What is to be dropped where.</summary>
internal sealed record DropPlan
{
    /// <summary>The effect's name.</summary>
    public required string Id { get; init; }

    /// <summary>Where.</summary>
    public required NetworkScope Scope { get; init; }

    /// <summary>Which traffic.</summary>
    public required NetworkSelection Selection { get; init; }

    /// <summary>The addresses by now.</summary>
    public required SelectedAddresses Addresses { get; init; }

    /// <summary>What is spared besides.</summary>
    public required IReadOnlyList<DerivedExclusion> Exclusions { get; init; }

    /// <summary>The devices.</summary>
    public required ImmutableArray<string> Devices { get; init; }

    /// <summary>The control groups that are made, where only some processes are meant.</summary>
    public ImmutableArray<Groups.ProcessGroup> Groups { get; init; } = [];

    /// <summary>Which share of the packets, from 0 to 1.</summary>
    public required double Share { get; init; }

    /// <summary>After which time the kernel is to stop by itself, should nobody else; null for never.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>What was counted, in packets.</summary>
/// <param name="EgressSeen">Packets that left and were meant.</param>
/// <param name="EgressDropped">Those of them that were dropped.</param>
/// <param name="IngressSeen">Packets that came and were meant.</param>
/// <param name="IngressDropped">Those of them that were dropped.</param>
internal sealed record DropCount(long EgressSeen, long EgressDropped, long IngressSeen, long IngressDropped);
