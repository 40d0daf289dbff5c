using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Host.Diagnosis;
using Faultline.Host.Networks.Names;

namespace Faultline.Host.Networks.Drops;

/// <summary>A way to drop packets.</summary>
internal interface IDropMechanism : IMechanism
{
    /// <summary>Whether what it does stays when its process dies, and is undone by the record: a table of nf_tables by the effect's name.</summary>
    bool Persists { get; }

    /// <summary>The table of nf_tables that it makes; null where it makes none, and the kernel undoes it with the process.</summary>
    /// <param name="id">The effect's name.</param>
    Linux.Networking.Nftables.NftTable? Table(string id);

    /// <summary>What it can't do, or does differently, in sentences.</summary>
    ImmutableArray<string> Limits { get; }

    /// <summary>Whether it can tell the packets of this scope from others.</summary>
    bool Takes(NetworkScope scope);

    /// <summary>What a record needs besides the table; null where that is all.</summary>
    DropCapture? Capture(DropPlan plan) => null;

    /// <summary>Begins to drop.</summary>
    /// <exception cref="IOException">The kernel refused; nothing is changed.</exception>
    IDropHold Start(DropPlan plan);
}

/// <summary>Packets that are being dropped. Once it is disposed of they no longer are, unless the mechanism persists.</summary>
internal interface IDropHold : IAsyncDisposable
{
    /// <summary>By what it is known again, for a record.</summary>
    DataObject Identity { get; }

    /// <summary>Takes addresses in that have been found since.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    void Add(AddressChanges changes);

    /// <summary>Takes devices in that have come since.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    void Add(ImmutableArray<string> devices);

    /// <summary>Has a socket's packets count as the target's own, where only some processes' are meant.</summary>
    void Include(System.Net.Sockets.Socket socket) { }

    /// <summary>What was counted so far.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    DropCount Count();
}

/// <summary>What a mechanism found besides.</summary>
/// <param name="Before">For the record.</param>
/// <param name="Undo">The commands for a person.</param>
/// <param name="Groups">The control groups that are made.</param>
/// <param name="Persists">Whether anything of it stays when its process dies.</param>
internal sealed record DropCapture(
    DataObject Before,
    ImmutableArray<string> Undo,
    ImmutableArray<Groups.ProcessGroup> Groups,
    bool Persists
);
