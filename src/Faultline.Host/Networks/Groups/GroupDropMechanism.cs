using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Diagnosis;
using Faultline.Host.Networks.Drops;
using Faultline.Linux.Bpf;
using Faultline.Linux.Cgroups;
using Faultline.Linux.Networking.Namespaces;
using Faultline.Linux.Networking.Netlink;

namespace Faultline.Host.Networks.Groups;

/// <summary>Drops packets of processes that share the network with others, by eBPF programs at their sockets and at the devices.</summary>
/// <param name="isAtDevices">Whether packets that leave are dropped at the devices, where no sender sees it (tcx, Linux 6.6).</param>
internal sealed class GroupDropMechanism(bool isAtDevices) : IDropMechanism
{
    /// <summary>The better one first.</summary>
    public static ImmutableArray<GroupDropMechanism> All { get; } = [new(isAtDevices: true), new(isAtDevices: false)];

    /// <inheritdoc/>
    public string Name => isAtDevices ? "eBPF at control groups and devices (tcx)" : "eBPF at control groups";

    /// <inheritdoc/>
    public IReadOnlyList<string> Faults { get; } = ["network.blackhole", "network.loss"];

    /// <inheritdoc/>
    public bool Persists => true;

    /// <inheritdoc/>
    public ImmutableArray<string> Limits =>
        [
            "Processes are put into a control group of their own inside the one they are in, and put back by the record; the programs go with the holder.",
            "Of sockets that several processes share, all packets are met; of a group that was there before, the sockets that were made in it.",
            .. isAtDevices
                ? (ReadOnlySpan<string>)[]
                :
                [
                    "A program that sends datagrams is told of each that is dropped (EPERM): this kernel has no eBPF at devices (tcx, Linux 6.6).",
                    "Connections that are accepted at ports at which a process has listened before are not met.",
                ],
        ];

    /// <inheritdoc/>
    public Linux.Networking.Nftables.NftTable? Table(string id) => null;

    /// <inheritdoc/>
    public bool Takes(NetworkScope scope) => !scope.IsWhole;

    /// <inheritdoc/>
    public DropCapture Capture(DropPlan plan)
    {
        var groups = Unified(plan.Scope) is null ? Own(plan) : [];
        using var hierarchy = UnifiedHierarchy.Open();
        return new DropCapture(
            DataObject.Of(("groups", DataArray.Of(groups.Select(one => (DataNode)one.Write())))),
            [.. groups.SelectMany(group => Commands(hierarchy, group))],
            groups,
            groups.Length > 0
        );
    }

    /// <inheritdoc/>
    public IDropHold Start(DropPlan plan)
    {
        try
        {
            return GroupDropHold.Start(plan, Unified(plan.Scope), isAtDevices);
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
                    network.Run(Try);
                    return MechanismReport.Fine with { Limits = Limits };
                }
                catch (BpfException exception)
                {
                    return new MechanismReport(
                        false,
                        exception.Message,
                        isAtDevices
                            ? "Linux 6.6 or later has it; run as root, or with CAP_BPF and CAP_NET_ADMIN."
                            : "Run as root, or with CAP_BPF and CAP_NET_ADMIN; the kernel needs eBPF for control groups."
                    );
                }
                catch (Exception exception) when (exception is IOException or NetlinkException)
                {
                    return new MechanismReport(
                        false,
                        exception.Message,
                        "Run as root, or with CAP_SYS_ADMIN; the kernel needs control groups of version 2."
                    );
                }
            },
            stop
        );

    /// <summary>The one group of version 2 that the target is; null where processes have to be put into one of their own.</summary>
    private static string? Unified(NetworkScope scope) =>
        scope.Place.Cgroups.FirstOrDefault(group => group is { IsUnified: true, IsRoot: false })?.Name;

    // No packet is dropped: the share is none, and the device one that only this thread is at.
    private void Try()
    {
        using var hierarchy = UnifiedHierarchy.Open();
        using var root = hierarchy.OpenFolder("/");
        using var dropper = new PacketDropper(new PacketSelection { SelectsDevices = true }, 0);
        dropper.AttachToGroup(root, PacketDirection.Ingress, SocketScope.Listed);
        dropper.AttachToGroup(root, PacketDirection.Egress, SocketScope.Listed);
        if (isAtDevices)
        {
            dropper.AttachToDevice(1, PacketDirection.Egress, SocketScope.Listed);
        }
    }

    private static ImmutableArray<ProcessGroup> Own(DropPlan plan)
    {
        var found = plan
            .Scope.Place.Processes()
            .Select(one => (one.Key, Group: UnifiedHierarchy.OfProcess(one.Pid)))
            .Where(one => one.Group is not null)
            .GroupBy(one => one.Group!, one => one.Key)
            .Select(group => new ProcessGroup(group.Key, ProcessGroup.Inside(group.Key, plan.Id), [.. group]))
            .ToImmutableArray();
        return found.IsEmpty ? throw new FaultRefusedException($"there is no process in {plan.Scope.Place.Words}") : found;
    }

    private static IEnumerable<string> Commands(UnifiedHierarchy hierarchy, ProcessGroup group)
    {
        // A mount that nobody else sees is of no use to a person.
        var mount = hierarchy.IsPrivate ? "/mnt" : hierarchy.Root;
        if (hierarchy.IsPrivate)
        {
            yield return "mount -t cgroup2 none /mnt";
        }

        var from = mount + (group.From == "/" ? "" : group.From);
        yield return $"for pid in $(cat {mount}{group.To}/cgroup.procs); do echo $pid > {from}/cgroup.procs; done";
        yield return $"rmdir {mount}{group.To}";
    }
}
