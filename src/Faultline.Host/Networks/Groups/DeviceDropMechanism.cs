using System.Collections.Immutable;
using Faultline.Host.Diagnosis;
using Faultline.Host.Networks.Drops;
using Faultline.Linux.Bpf;
using Faultline.Linux.Networking.Namespaces;

namespace Faultline.Host.Networks.Groups;

/// <summary>Drops packets by eBPF programs at the devices (tcx), where nf_tables can't or would stay.</summary>
internal sealed class DeviceDropMechanism : IDropMechanism
{
    /// <inheritdoc/>
    public string Name => "eBPF at devices (tcx)";

    /// <inheritdoc/>
    public IReadOnlyList<string> Faults { get; } = ["network.blackhole", "network.loss"];

    /// <inheritdoc/>
    public bool Persists => false;

    /// <inheritdoc/>
    public ImmutableArray<string> Limits { get; } =
    [
        "What the kernel sends in one piece (a train of TCP segments) is one packet, and is lost as a whole.",
        "Of a datagram in fragments only the first has ports to be selected by; of IPv6 packets with extension headers none.",
    ];

    /// <inheritdoc/>
    public Linux.Networking.Nftables.NftTable? Table(string id) => null;

    /// <inheritdoc/>
    public bool Takes(NetworkScope scope) => scope.IsWhole;

    /// <inheritdoc/>
    public IDropHold Start(DropPlan plan)
    {
        try
        {
            return DeviceDropHold.Start(plan);
        }
        catch (BpfException refused)
        {
            throw new IOException(refused.Message, refused);
        }
    }

    /// <inheritdoc/>
    public Task<MechanismReport> ProbeAsync(CancellationToken stop) =>
        Task.Run(
            () =>
            {
                try
                {
                    using var network = NetworkNamespace.Create();
                    using var dropper = new PacketDropper(new PacketSelection { SelectsAddresses = true }, 1);
                    network.Run(() => dropper.AttachToDevice(1, PacketDirection.Egress));
                    return MechanismReport.Fine with { Limits = Limits };
                }
                catch (BpfException exception)
                {
                    return new MechanismReport(
                        false,
                        exception.Message,
                        "Linux 6.6 or later has it; run as root, or with CAP_BPF and CAP_NET_ADMIN."
                    );
                }
                catch (IOException exception)
                {
                    return new MechanismReport(false, exception.Message, "Run as root, or with CAP_SYS_ADMIN and CAP_NET_ADMIN.");
                }
            },
            stop
        );
}
