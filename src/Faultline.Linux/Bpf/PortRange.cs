namespace Faultline.Linux.Bpf;

/// <summary>Ports that follow each other.</summary>
/// <param name="First">The first one.</param>
/// <param name="Last">The last one, which belongs to them.</param>
public readonly record struct PortRange(ushort First, ushort Last);
