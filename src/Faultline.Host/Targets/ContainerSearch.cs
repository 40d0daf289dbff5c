using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Linux;
using Faultline.Linux.Cgroups;
using Faultline.Linux.Processes;

namespace Faultline.Host.Targets;

/// <summary>Finds a container by its name or id: by the control groups of processes, and by what runtimes have written down.</summary>
/// <param name="containers">What they have.</param>
internal sealed class ContainerSearch(ContainerStates containers)
{
    private const int LeastOfAnId = 4;
    private const int ShortId = 12;

    /// <summary>The running container of that name, id, or beginning of an id.</summary>
    /// <exception cref="FaultRefusedException">There is none, it does not run, or several fit.</exception>
    public Place Find(string name)
    {
        var known = containers.All();
        var running = ProcessTable
            .All()
            .Where(one => one is { IsKernelThread: false, HasEnded: false })
            .SelectMany(one => ContainerIds.Of(one.Pid).Select(id => (Id: id, Process: one)))
            .ToLookup(pair => pair.Id, pair => pair.Process);
        var ids = known
            .Where(one => one.Names.Contains(name, StringComparer.Ordinal) || IsMeant(one.Id, name))
            .Select(one => one.Id)
            .Concat(running.Select(group => group.Key).Where(id => IsMeant(id, name)))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        // One that has ended keeps its name until it is removed.
        var alive = ids.Select(id => (Id: id, Leader: Leader(id, known, running))).Where(one => one.Leader is not null).ToList();
        return (ids.Count, alive) switch
        {
            (0, _) => throw new FaultRefusedException(
                $"there is no container '{name}': looked at the control groups of all processes, and at {string.Join(", ", containers.Looked)}",
                "Look with 'docker ps', 'podman ps' or 'crictl ps'; give the id where the name is not written down there."
            ),
            (_, []) => throw new FaultRefusedException($"the container '{name}' does not run", "Start it first."),
            (_, [var one]) => Make(one.Id, known, one.Leader!),
            _ => throw new FaultRefusedException(
                $"'{name}' may be any of {alive.Count} containers: {string.Join(", ", alive.Select(one => Short(one.Id)))}",
                "Give more of the id."
            ),
        };
    }

    private static bool IsMeant(string id, string name) =>
        id == name || (name.Length >= LeastOfAnId && name.All(char.IsAsciiHexDigitLower) && id.StartsWith(name, StringComparison.Ordinal));

    // Who was there first is the container's first process; a runtime that writes no control groups says it itself.
    private static ProcessStat? Leader(string id, IReadOnlyList<ContainerState> known, ILookup<string, ProcessStat> running)
    {
        var pid = known.FirstOrDefault(one => one.Id == id && one.Pid is not null)?.Pid;
        var written = pid is { } number ? ProcessTable.Find(number) : null;
        var seen = running[id].MinBy(one => (one.StartTicks, one.Pid));
        return
            written is { HasEnded: false } && (ContainerIds.Of(written.Pid).Contains(id) || (seen is null && HasOwnNamespace(written.Pid)))
            ? written
            : seen;
    }

    private static Place Make(string id, IReadOnlyList<ContainerState> known, ProcessStat leader)
    {
        var name = known.FirstOrDefault(one => one.Id == id) is { Names: [var first, ..] } ? first : null;
        var words = name is null ? $"container {Short(id)}" : $"container '{name}' ({Short(id)})";
        var groups = CgroupHierarchies.Mounted().Of(leader.Pid).Where(one => ContainerIds.In([one.Name]).Contains(id)).ToList();
        var pids = FileIdentity.Of($"/proc/{leader.Pid}/ns/pid");
        return new Place(
            words,
            DataObject.Of(("type", "container"), ("id", id), ("words", words), ("pid", (long)leader.Pid), ("start", leader.StartTicks)),
            () => ProcessTable.Ids().Where(pid => pid == leader.Pid || ContainerIds.Of(pid).Contains(id) || IsInside(pid, pids))
        )
        {
            NamesProcesses = true,
            Leader = leader.Key,
            Cgroups = [.. groups],
        };
    }

    private static bool HasOwnNamespace(int pid) =>
        FileIdentity.Of($"/proc/{pid}/ns/pid") is { } its && its != FileIdentity.Of("/proc/self/ns/pid");

    // A container that shares the host's PID namespace is known by its control groups alone.
    private static bool IsInside(int pid, FileIdentity? pids) =>
        pids is not null && pids != FileIdentity.Of("/proc/self/ns/pid") && FileIdentity.Of($"/proc/{pid}/ns/pid") == pids;

    private static string Short(string id) => id.Length > ShortId ? id[..ShortId] : id;
}
