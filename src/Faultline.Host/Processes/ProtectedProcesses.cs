using Faultline.Linux;
using Faultline.Linux.Processes;

namespace Faultline.Host.Processes;

/// <summary>
/// What no fault may stop or kill: the first process of our PID namespace, ourselves, whoever started us, and the processes that see
/// to it that faults are undone.
/// </summary>
internal static class ProtectedProcesses
{
    // The roles of this program that hold and undo; see docs/undo.md. A sample, which may be a target, is none of them.
    private static readonly string[] Roles = ["holder", "watchdog", Linux.Roles.HostRoles.Word];

    /// <summary>Why that process is left alone; null where it is not.</summary>
    public static string? Reason(ProcessStat one, IReadOnlySet<int> ancestors) =>
        one.Pid == 1 ? "it is PID 1"
        : one.IsKernelThread ? "it is a thread of the kernel"
        : one.Pid == Environment.ProcessId ? "it is Faultline itself"
        : ancestors.Contains(one.Pid) ? "Faultline was started by it"
        : IsOfFaultline(one) ? "it sees to it that Faultline's faults are undone"
        : null;

    /// <summary>Whoever started this process, up to the first.</summary>
    public static IReadOnlySet<int> Ancestors()
    {
        var ancestors = new HashSet<int>();
        for (var one = ProcessTable.Find(Environment.ProcessId); one is not null && one.Parent > 0 && ancestors.Add(one.Parent); )
        {
            one = ProcessTable.Find(one.Parent);
        }

        return ancestors;
    }

    private static bool IsOfFaultline(ProcessStat one)
    {
        var words = ProcessTable.CommandLine(one.Pid);
        return words.Contains("faultline-guard") || (words.Take(3).Any(Roles.Contains) && IsOurProgram(one.Pid));
    }

    private static bool IsOurProgram(int pid) =>
        FileIdentity.Of($"/proc/{pid}/exe") is { } program && program == FileIdentity.Of("/proc/self/exe");
}
