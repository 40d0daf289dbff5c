using Faultline.Linux;
using Faultline.Linux.Cgroups;
using Faultline.Linux.Roles;

namespace Faultline.Host.Diagnosis;

/// <summary>A process of our own that keeps processors busy.</summary>
internal sealed class BurnMechanism : IMechanism
{
    public string Name => "a process that burns";

    public IReadOnlyList<string> Faults => ["cpu.burn"];

    public Task<MechanismReport> ProbeAsync(CancellationToken stop) =>
        Task.FromResult(
            OwnRole.OfThisProgram() is not null
                ? MechanismReport.Fine
                : new MechanismReport(false, "the path of this program can't be found out", "Mount /proc.")
        );
}

/// <summary>Processes put into control groups, so that they count where the target is.</summary>
internal sealed class GroupMechanism : IMechanism
{
    public string Name => "processes in control groups of others";

    public IReadOnlyList<string> Faults => ["cpu.burn"];

    public Task<MechanismReport> ProbeAsync(CancellationToken stop)
    {
        var roots = CgroupHierarchies.Mounted().Mounts.ToList();
        return Task.FromResult(
            roots.Count == 0 ? new MechanismReport(false, "no hierarchy of control groups is mounted", "Mount cgroup2 at /sys/fs/cgroup.")
            : roots.TrueForAll(root => FileIdentity.IsWritable(Path.Combine(root, "cgroup.procs"))) ? MechanismReport.Fine
            : new MechanismReport(false, "we may not write to /sys/fs/cgroup", "Run as root.")
            {
                Limits = ["In a container or control group of another user nothing can be burnt; on this host as a whole it can."],
            }
        );
    }
}
