using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Linux;
using Faultline.Linux.Cgroups;
using Faultline.Linux.Processes;

namespace Faultline.Host.Targets;

/// <summary>
/// Where a fault acts: this host, some processes, a control group, a container, a network namespace. A fault asks what it needs, and
/// never which of these it is; what a place doesn't have is refused with the reason.
/// </summary>
internal sealed class Place
{
    private readonly Func<IEnumerable<int>> _processes;
    private readonly Func<NetworkNamespace>? _network;

    internal Place(string words, DataObject identity, Func<IEnumerable<int>> processes, Func<NetworkNamespace>? network = null)
    {
        Words = words;
        Identity = identity;
        _processes = processes;
        _network = network;
    }

    /// <summary>What to call it: <c>this host</c>, <c>container 'web' (3f2a91c0d1e2)</c>.</summary>
    public string Words { get; }

    /// <summary>By what it is known again, for a record: ids, start times, inodes. <see cref="TargetFinder.FindAgain"/> reads it.</summary>
    public DataObject Identity { get; }

    /// <summary>Whether it is all of this host.</summary>
    public bool IsHost { get; init; }

    /// <summary>Whether the target itself says which processes are meant, so that a fault of processes needs no further choice.</summary>
    public bool NamesProcesses { get; init; }

    /// <summary>The process that stands for the place, which was there first; null where none is needed, or none is there.</summary>
    public ProcessKey? Leader { get; init; }

    /// <summary>The control groups that make up the place, one for each hierarchy; empty where it is none and belongs to none alone.</summary>
    public ImmutableArray<CgroupDirectory> Cgroups { get; init; } = [];

    /// <summary>The processes that are there now: neither threads of the kernel nor what has ended.</summary>
    public IReadOnlyList<ProcessStat> Processes() =>
        [.. _processes().Select(ProcessTable.Find).Where(one => one is { IsKernelThread: false, HasEnded: false }).OfType<ProcessStat>()];

    /// <summary>Its network namespace.</summary>
    /// <exception cref="FaultRefusedException">Its processes are in several, or we may not look.</exception>
    public NetworkNamespace Network() => _network is null ? OfProcesses() : _network();

    /// <summary>The root folder of its files, as a path from here: <c>/</c> or <c>/proc/41/root</c>.</summary>
    /// <exception cref="FaultRefusedException">Its processes have several, or we may not look.</exception>
    public string Root()
    {
        if (IsHost || _network is not null)
        {
            return "/";
        }

        // The same folder in another mount namespace may have other file systems below it.
        var leader = One("root folders", RootOf);
        return RootOf(leader) == RootOf(Environment.ProcessId) ? "/" : Proc(leader, "root");
    }

    /// <summary>The PID namespace of its processes, as a path from here: <c>/proc/41/ns/pid</c>.</summary>
    /// <exception cref="FaultRefusedException">Its processes are in several, or we may not look.</exception>
    public string PidNamespace() =>
        IsHost || _network is not null
            ? "/proc/self/ns/pid"
            : Proc(One("PID namespaces", pid => FileIdentity.Of(Proc(pid, "ns/pid"))?.ToString()), "ns/pid");

    private NetworkNamespace OfProcesses()
    {
        // A control group that nobody is in yet: who will be put there comes from here.
        if (Processes().Count == 0)
        {
            return NetworkNamespace.Ours;
        }

        var pid = One("network namespaces", one => FileIdentity.Of(Proc(one, "ns/net"))?.ToString());
        return NetworkNamespace.Find(Proc(pid, "ns/net")) ?? throw NotSeen(pid);
    }

    // The process that speaks for all of them, where they agree.
    private int One(string what, Func<int, string?> look)
    {
        var processes = Processes();
        if (processes.Count == 0)
        {
            throw new FaultRefusedException($"there is no process in {Words} any more");
        }

        var leader = processes.FirstOrDefault(one => one.Key == Leader) ?? processes.MinBy(one => (one.StartTicks, one.Pid))!;
        var identity = look(leader.Pid) ?? throw NotSeen(leader.Pid);
        var others = processes
            .Where(one => look(one.Pid) is { } other && other != identity && ProcessTable.Find(one.Key) is not null)
            .ToList();
        return others.Count == 0
            ? leader.Pid
            : throw new FaultRefusedException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the processes of {Words} are in different {what}: {leader.Name} ({leader.Pid}) and {others[0].Name} ({others[0].Pid})"
                ),
                "Name one of them as the target."
            );
    }

    private static string? RootOf(int pid) =>
        FileIdentity.Of(Proc(pid, "root/")) is { } root && FileIdentity.Of(Proc(pid, "ns/mnt")) is { } mounts ? $"{root} {mounts}" : null;

    private FaultRefusedException NotSeen(int pid) =>
        ProcessTable.Find(pid) is null
            ? new FaultRefusedException($"there is no process in {Words} any more")
            : new FaultRefusedException(
                string.Create(CultureInfo.InvariantCulture, $"we may not look into process {pid} of {Words}"),
                "Run as its user, as root, or with CAP_SYS_PTRACE."
            );

    private static string Proc(int pid, string file) => string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/{file}");
}
