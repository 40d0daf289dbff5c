using System.Globalization;
using System.Text;

namespace Faultline.Linux.Processes;

/// <summary>The processes of this host, as <c>/proc</c> shows them. Any of them may be gone at the next look: then there is no answer.</summary>
public static class ProcessTable
{
    /// <summary>The ids of all processes, in order.</summary>
    public static IReadOnlyList<int> Ids()
    {
        var ids = new List<int>();
        foreach (var path in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(path.AsSpan("/proc/".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                ids.Add(id);
            }
        }

        ids.Sort();
        return ids;
    }

    /// <summary>All processes, in the order of their ids, those that have ended and were not noticed yet included.</summary>
    public static IReadOnlyList<ProcessStat> All() => [.. Ids().Select(Find).OfType<ProcessStat>()];

    /// <summary>The process of that id; null where there is none.</summary>
    public static ProcessStat? Find(int pid) => Read(pid, "stat") is { } bytes ? ProcessStat.Parse(Encoding.UTF8.GetString(bytes)) : null;

    /// <summary>The very process; null where it has ended, whoever has its id now.</summary>
    public static ProcessStat? Find(ProcessKey key) => Find(key.Pid) is { HasEnded: false } stat && stat.Key == key ? stat : null;

    /// <summary>The words that started it; empty for threads of the kernel, for what has ended, and where we may not look.</summary>
    public static IReadOnlyList<string> CommandLine(int pid)
    {
        var text = Read(pid, "cmdline") is { } bytes ? Encoding.UTF8.GetString(bytes) : "";
        return text.Length == 0 ? [] : text.TrimEnd('\0').Split('\0');
    }

    /// <summary>Its real user and group; null where it is gone.</summary>
    public static (long User, long Group)? Owner(int pid)
    {
        if (Read(pid, "status") is not { } bytes)
        {
            return null;
        }

        var lines = Encoding.UTF8.GetString(bytes).Split('\n');
        return FirstNumber(lines, "Uid:") is { } user && FirstNumber(lines, "Gid:") is { } group ? (user, group) : null;
    }

    /// <summary>Whether a signal was sent to it that it has not obeyed yet.</summary>
    public static bool HasPending(int pid, int signal)
    {
        var lines = Read(pid, "status") is { } bytes ? Encoding.UTF8.GetString(bytes).Split('\n') : [];
        return lines
            .Where(line => line.StartsWith("SigPnd:", StringComparison.Ordinal) || line.StartsWith("ShdPnd:", StringComparison.Ordinal))
            .Any(line => ulong.TryParse(line[7..].Trim(), NumberStyles.HexNumber, null, out var set) && (set >> (signal - 1) & 1) != 0);
    }

    /// <summary>The lines of <c>/proc/PID/cgroup</c>; empty where it is gone.</summary>
    public static IReadOnlyList<string> Cgroups(int pid) =>
        Read(pid, "cgroup") is { } bytes ? Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];

    private static long? FirstNumber(string[] lines, string key)
    {
        var line = lines.FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal));
        return
            line?[key.Length..].Split('\t', StringSplitOptions.RemoveEmptyEntries) is [var first, ..]
            && long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }

    private static byte[]? Read(int pid, string file)
    {
        try
        {
            return File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/{file}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone between two looks (ENOENT, ESRCH), or not ours to see.
            return null;
        }
    }
}
