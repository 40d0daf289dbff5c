using System.Collections.Immutable;

namespace Faultline.Linux.Bpf;

/// <summary>
/// Which packets are meant. Entries of one kind are alternatives, kinds narrow each other, exclusions win; nothing given means all.
/// The remote end is where a packet goes to on its way out, and where it comes from on its way in.
/// </summary>
public sealed record PacketSelection
{
    /// <summary>The numbers of the protocols (6 for TCP); empty for all.</summary>
    public ImmutableArray<byte> Protocols { get; init; } = [];

    /// <summary>Ports of the remote end; packets without ports are not meant when there are any.</summary>
    public ImmutableArray<PortRange> RemotePorts { get; init; } = [];

    /// <summary>Ports of the remote end that are left alone.</summary>
    public ImmutableArray<PortRange> ExcludedRemotePorts { get; init; } = [];

    /// <summary>Ports of this end: where ports of the remote end are given as well, either is enough.</summary>
    public ImmutableArray<PortRange> LocalPorts { get; init; } = [];

    /// <summary>Ports of this end, one of which it must be whatever else is given.</summary>
    public ImmutableArray<PortRange> SourcePorts { get; init; } = [];

    /// <summary>Ports of this end that are left alone.</summary>
    public ImmutableArray<PortRange> ExcludedLocalPorts { get; init; } = [];

    /// <summary>Whether only addresses that are selected are meant (<see cref="PacketDropper.Select"/>); otherwise all that are not excluded.</summary>
    public bool SelectsAddresses { get; init; }

    /// <summary>What is left alone besides.</summary>
    public ImmutableArray<PacketExemption> Exemptions { get; init; } = [];

    /// <summary>Whether only packets of devices that were added are meant (<see cref="PacketDropper.AddDevice"/>), at groups.</summary>
    public bool SelectsDevices { get; init; }

    /// <summary>TCP ports at which processes in question listen: what they accept counts as theirs (<see cref="PacketDropper.AttachToDevice"/>).</summary>
    public ImmutableArray<ushort> ListeningPorts { get; init; } = [];
}
