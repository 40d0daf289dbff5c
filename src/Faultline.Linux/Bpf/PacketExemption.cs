using System.Collections.Immutable;
using System.Net;

namespace Faultline.Linux.Bpf;

/// <summary>Packets that are left alone: those of which all that is given holds.</summary>
/// <param name="Protocols">The numbers of the protocols.</param>
/// <param name="Remote">The address of the remote end; null for any.</param>
/// <param name="RemotePorts">Ports of the remote end; null for any.</param>
/// <param name="LocalPorts">Ports of this end; null for any.</param>
public sealed record PacketExemption(ImmutableArray<byte> Protocols, IPAddress? Remote, PortRange? RemotePorts, PortRange? LocalPorts);
