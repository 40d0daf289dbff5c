using System.Collections.Immutable;
using Faultline.Linux.Processes;

namespace Faultline.Linux.Cgroups;

/// <summary>The hierarchies of control groups that are mounted here: one of v2, any number of v1, or both.</summary>
public sealed class CgroupHierarchies
{
    private readonly ImmutableArray<Hierarchy> _all;

    private CgroupHierarchies(ImmutableArray<Hierarchy> all) => _all = all;

    /// <summary>What is mounted now.</summary>
    public static CgroupHierarchies Mounted() => Parse(File.ReadAllLines("/proc/self/mountinfo"));

    /// <summary>Reads the lines of <c>/proc/PID/mountinfo</c>.</summary>
    public static CgroupHierarchies Parse(IEnumerable<string> mountLines)
    {
        var all = ImmutableArray.CreateBuilder<Hierarchy>();
        foreach (var line in mountLines)
        {
            // "36 35 0:30 /root /mount options [tags] - cgroup cgroup super,options"
            var halves = line.Split(" - ", 2);
            if (halves is not [var mount, var type] || mount.Split(' ') is not [_, _, _, var root, var point, ..])
            {
                continue;
            }

            var fields = type.Split(' ');
            if (fields is ["cgroup2", ..])
            {
                all.Add(new Hierarchy(Unescape(point), Unescape(root), true, []));
            }
            else if (fields is ["cgroup", _, var options, ..])
            {
                all.Add(
                    new Hierarchy(Unescape(point), Unescape(root), false, [.. options.Split(',').Where(one => one is not ("rw" or "ro"))])
                );
            }
        }

        return new CgroupHierarchies(all.DistinctBy(one => (one.IsUnified, string.Join(',', one.Controllers))).ToImmutableArray());
    }

    /// <summary>The groups that a process is in, one for each hierarchy; empty where it is gone.</summary>
    public ImmutableArray<CgroupDirectory> Of(int pid) => Of(ProcessTable.Cgroups(pid));

    /// <summary>The groups that the lines of <c>/proc/PID/cgroup</c> name.</summary>
    public ImmutableArray<CgroupDirectory> Of(IEnumerable<string> lines)
    {
        var groups = ImmutableArray.CreateBuilder<CgroupDirectory>();
        foreach (var line in lines)
        {
            // "4:memory:/path", "1:name=systemd:/path", "0::/path"; a path may hold colons.
            if (line.Split(':', 3) is not [_, var controllers, var name])
            {
                continue;
            }

            string[] wanted = controllers.Length == 0 ? [] : controllers.Split(',');
            var hierarchy = _all.FirstOrDefault(one =>
                controllers.Length == 0 ? one.IsUnified : !one.IsUnified && wanted.All(word => one.Controllers.Contains(word))
            );
            if (hierarchy?.Directory(name) is { } directory)
            {
                groups.Add(directory);
            }
        }

        return groups.ToImmutable();
    }

    /// <summary>The groups of that path: a folder as it is mounted, or the path within hierarchies. Empty where there is none.</summary>
    public ImmutableArray<CgroupDirectory> Find(string path)
    {
        var clean = path.TrimEnd('/');
        var folder = _all.Where(one => (clean + "/").StartsWith(one.Mount + "/", StringComparison.Ordinal)).MaxBy(one => one.Mount.Length);
        return folder is not null
            ? [.. new[] { folder.Below(clean[folder.Mount.Length..]) }.OfType<CgroupDirectory>()]
            : [.. _all.Select(one => one.Below("/" + clean.TrimStart('/'))).OfType<CgroupDirectory>()];
    }

    /// <summary>Where hierarchies are mounted.</summary>
    public IEnumerable<string> Mounts => _all.Select(one => one.Mount);

    // The kernel writes blanks, tabs, line ends and backslashes as three octal digits.
    private static string Unescape(string text) =>
        text.Replace("\\040", " ", StringComparison.Ordinal)
            .Replace("\\011", "\t", StringComparison.Ordinal)
            .Replace("\\012", "\n", StringComparison.Ordinal)
            .Replace("\\134", "\\", StringComparison.Ordinal);

    private sealed record Hierarchy(string Mount, string Root, bool IsUnified, ImmutableArray<string> Controllers)
    {
        // Where only a part is mounted, as inside of a container, names still begin at the root of all.
        public CgroupDirectory? Directory(string name)
        {
            var root = Root == "/" ? "" : Root;
            return (name + "/").StartsWith(root + "/", StringComparison.Ordinal) ? Below(name[root.Length..]) : null;
        }

        public CgroupDirectory? Below(string relative)
        {
            var below = relative.TrimEnd('/');
            var path = Mount + below;
            return System.IO.Directory.Exists(path) && !below.Split('/').Contains("..")
                ? new CgroupDirectory(path, below.Length == 0 ? "/" : below, IsUnified, Controllers)
                : null;
        }
    }
}
