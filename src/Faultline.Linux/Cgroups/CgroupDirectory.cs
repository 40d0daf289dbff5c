using System.Collections.Immutable;

namespace Faultline.Linux.Cgroups;

/// <summary>A control group in one hierarchy, as a folder.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Name">Its path within the hierarchy, as in <c>/proc/PID/cgroup</c>: <c>/system.slice/nginx.service</c>.</param>
/// <param name="IsUnified">Whether the hierarchy is the one of cgroup v2.</param>
/// <param name="Controllers">The controllers of a v1 hierarchy, such as <c>cpu</c>; empty for v2.</param>
public sealed record CgroupDirectory(string Path, string Name, bool IsUnified, ImmutableArray<string> Controllers)
{
    /// <summary>Whether it is the hierarchy's root, in which all processes are that nobody put elsewhere.</summary>
    public bool IsRoot => Name == "/";

    /// <summary>The processes in it and below it; empty where it is gone.</summary>
    public IReadOnlyList<int> Processes()
    {
        var ids = new SortedSet<int>();
        try
        {
            foreach (var file in Directory.EnumerateFiles(Path, "cgroup.procs", SearchOption.AllDirectories))
            {
                ids.UnionWith(Read(file));
            }
        }
        catch (IOException)
        {
            // A folder was removed while it was looked at: its processes had left it.
        }

        return [.. ids];
    }

    private static IEnumerable<int> Read(string file)
    {
        try
        {
            // Zero stands for a process that is not to be seen from our PID namespace.
            return [.. File.ReadLines(file).Select(line => int.TryParse(line, out var id) ? id : 0).Where(id => id > 0)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
