using System.Text.RegularExpressions;
using Faultline.Linux.Processes;

namespace Faultline.Host.Targets;

/// <summary>
/// The ids of containers in the names of control groups, as Docker, Podman, containerd and CRI-O write them:
/// <c>/docker/ID</c>, <c>/machine.slice/libpod-ID.scope/container</c>, <c>/kubepods/…/cri-containerd-ID.scope</c>.
/// </summary>
internal static partial class ContainerIds
{
    /// <summary>The containers that a process is in, from the outermost to the innermost.</summary>
    public static IEnumerable<string> Of(int pid) => In(ProcessTable.Cgroups(pid));

    /// <summary>The ids in lines of <c>/proc/PID/cgroup</c>.</summary>
    public static IEnumerable<string> In(IEnumerable<string> lines) =>
        lines.SelectMany(line => Id().Matches(line).Select(match => match.Groups["id"].Value)).Distinct(StringComparer.Ordinal);

    // Podman's monitor of a container stands beside it, in libpod-conmon-ID.scope, and is none of it.
    [GeneratedRegex(
        @"(?<![0-9a-f])(?<!conmon-)(?<id>[0-9a-f]{64})(?![0-9a-f])",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Id();
}
