using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Diagnosis;
using Faultline.Linux.Bpf;
using Faultline.Linux.Networking.Links;
using Faultline.Linux.Networking.Namespaces;
using Faultline.Linux.Networking.Netlink;

namespace Faultline.Host.Networks.Delay;

/// <summary>Keeps packets waiting in the kernel's network emulator, a queueing discipline of the devices; an eBPF filter chooses them.</summary>
internal sealed class NetemDelayMechanism : IDelayMechanism
{
    /// <inheritdoc/>
    public string Name => "netem, undone by its record";

    /// <inheritdoc/>
    public IReadOnlyList<string> Faults { get; } = ["network.latency"];

    /// <inheritdoc/>
    public DelayBackend Backend => DelayBackend.Netem;

    /// <inheritdoc/>
    public bool Persists => true;

    /// <inheritdoc/>
    public ImmutableArray<string> Limits { get; } =
    [
        "It replaces the default queueing discipline of each device, and outlives its process; the record undoes it.",
        "Where the delay varies, packets may overtake each other.",
        "At most 50000 packets wait at a device; what comes then is lost.",
    ];

    /// <inheritdoc/>
    public DelayCapture Capture(DelayPlan plan)
    {
        var scope = plan.Traffic.Scope;
        var handle = NetemQueues.Handle(plan.Traffic.Id);
        using var links = scope.Network.Run(LinkConnection.Open);
        foreach (var link in plan.Links)
        {
            if (NetemQueues.Root(links, link.Index) is { } root && !NetemQueues.IsDefault(root))
            {
                throw new FaultRefusedException(
                    $"device '{link.Name}' has a queueing discipline that somebody has configured ({root.Kind} {Word(root.Handle)})",
                    $"Remove it with '{scope.Prefix}tc qdisc del dev {link.Name} root', or choose other devices."
                );
            }
        }

        return new DelayCapture(
            DataObject.Of(
                ("handle", (long)handle),
                (
                    "queues",
                    DataArray.Of(plan.Links.Select(link => (DataNode)DataObject.Of(("device", link.Name), ("index", (long)link.Index))))
                )
            ),
            [
                .. plan.Links.Select(link => new FaultClaim(
                    string.Create(CultureInfo.InvariantCulture, $"qdisc:netns-{scope.Network.Inode}:{link.Name}"),
                    $"the queueing discipline of device '{link.Name}'"
                )),
            ],
            [.. plan.Links.Select(link => $"{scope.Prefix}tc qdisc del dev {link.Name} root handle {Word(handle)}")]
        );
    }

    /// <inheritdoc/>
    public IDelayHold Start(DelayPlan plan, DataObject before)
    {
        try
        {
            return NetemDelayHold.Start(plan, NetemQueues.Handle(plan.Traffic.Id));
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
                    return network.Run(Try);
                }
                catch (IOException exception)
                {
                    return new MechanismReport(false, exception.Message, "Run as root, or with CAP_SYS_ADMIN and CAP_NET_ADMIN.");
                }
            },
            stop
        );

    // At the loopback device of a namespace of its own, which is down.
    private MechanismReport Try()
    {
        try
        {
            using var chooser = new PacketDropper(new PacketSelection(), 1);
            using var program = chooser.CreateClassifier();
            using var links = LinkConnection.Open();
            NetemQueues.Put(
                links,
                1,
                NetemQueues.Handle("fl-probe"),
                new DelayAmount(TimeSpan.FromSeconds(1), TimeSpan.Zero, false),
                program
            );
            return MechanismReport.Fine with { Limits = Limits };
        }
        catch (BpfException exception)
        {
            return new MechanismReport(false, exception.Message, "Run as root, or with CAP_BPF and CAP_NET_ADMIN; the kernel needs eBPF.");
        }
        catch (NetlinkException exception)
        {
            return new MechanismReport(
                false,
                exception.Message,
                exception.IsDenied
                    ? "Run as root, or with CAP_NET_ADMIN."
                    : "The kernel needs sch_prio, sch_netem and cls_bpf, built in or as modules (Debian and Ubuntu: linux-modules-extra)."
            );
        }
    }

    private static string Word(uint handle) => string.Create(CultureInfo.InvariantCulture, $"{handle >> 16:x}:");
}
