using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Linux.Cgroups;

/// <summary>
/// The control groups of version 2, wherever they are mounted; where they are not, or can't be written there, a mount that nobody
/// else sees and that ends with this process.
/// </summary>
public sealed class UnifiedHierarchy : IDisposable
{
    private const string ProcessFile = "cgroup.procs";
    private readonly SafeFileHandle? _mount;

    private UnifiedHierarchy(string root, SafeFileHandle? mount)
    {
        Root = root;
        _mount = mount;
    }

    /// <summary>Where the outermost group's folder is; of use to this process only where <see cref="IsPrivate"/>.</summary>
    public string Root { get; }

    /// <summary>Whether nobody else sees it there.</summary>
    public bool IsPrivate => _mount is not null;

    /// <summary>Finds or mounts it.</summary>
    /// <exception cref="IOException">The kernel has no control groups of version 2, or they may not be mounted.</exception>
    public static UnifiedHierarchy Open() =>
        FindMount(File.ReadLines("/proc/self/mountinfo")) is { } root ? new UnifiedHierarchy(root, null) : Mount();

    /// <summary>Where a table of mounts says that it is mounted, whole and writable; null where it is not.</summary>
    /// <param name="mounts">The lines of <c>/proc/self/mountinfo</c>.</param>
    public static string? FindMount(IEnumerable<string> mounts)
    {
        // number parent device root place options … - kind source options
        return mounts
            .Select(line => line.Split(' '))
            .Where(words => Array.IndexOf(words, "-") is var dash && dash > 5 && dash + 1 < words.Length && words[dash + 1] == "cgroup2")
            .Where(words => words[3] == "/" && words[5].Split(',').Contains("rw"))
            .Select(words => Unescape(words[4]))
            .LastOrDefault();
    }

    /// <summary>The group that a process is in, such as <c>/system.slice/nginx.service</c>; null where there is no such process.</summary>
    /// <param name="pid">The process.</param>
    public static string? OfProcess(int pid)
    {
        try
        {
            return File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/cgroup"))
                .FirstOrDefault(line => line.StartsWith("0::/", StringComparison.Ordinal))
                ?[3..];
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The folder of a group.</summary>
    /// <param name="group">Its path in the hierarchy, beginning with <c>/</c>.</param>
    public string Folder(string group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return group == "/" ? Root : Root + group;
    }

    /// <summary>Whether there is such a group.</summary>
    public bool Exists(string group) => Directory.Exists(Folder(group));

    /// <summary>Opens a group's folder, for what is attached to it.</summary>
    /// <exception cref="IOException">There is no such group.</exception>
    public SafeFileHandle OpenFolder(string group)
    {
        var descriptor = LibC.OpenFile(Folder(group), LibC.O_RDONLY | LibC.O_CLOEXEC);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException($"control group '{group}' can't be opened: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>The processes of a group, without those of the groups in it; none where there is no such group.</summary>
    public IReadOnlyList<int> Processes(string group)
    {
        try
        {
            return
            [
                .. File.ReadLines(Path.Combine(Folder(group), ProcessFile))
                    .Select(line => int.Parse(line, CultureInfo.InvariantCulture))
                    // Those of another PID namespace have no number here.
                    .Where(pid => pid > 0),
            ];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>Makes a group.</summary>
    /// <exception cref="IOException">It can't be made.</exception>
    public void Create(string group) => Directory.CreateDirectory(Folder(group));

    /// <summary>Takes a group away; it must be empty. One that is not there is no error.</summary>
    /// <returns>Whether it is gone.</returns>
    public bool TryRemove(string group)
    {
        if (LibC.RemoveFolder(Folder(group)) == 0)
        {
            return true;
        }

        return !Exists(group);
    }

    /// <summary>Moves a process, with all its threads. What it starts later is born there.</summary>
    /// <returns>False where there is no such process any more.</returns>
    /// <exception cref="IOException">It can't be moved there.</exception>
    public bool TryMove(int pid, string group)
    {
        try
        {
            File.WriteAllText(Path.Combine(Folder(group), ProcessFile), pid.ToString(CultureInfo.InvariantCulture));
            return true;
        }
        catch (IOException) when (!Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}")))
        {
            return false;
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new IOException($"process {pid} can't be moved to control group '{group}': {refused.Message}", refused);
        }
    }

    /// <summary>Lets go of a mount of our own.</summary>
    public void Dispose() => _mount?.Dispose();

    // A mount that has no place: reached through its descriptor, gone with it.
    private static unsafe UnifiedHierarchy Mount()
    {
        const int CloseOnExec = 1;
        const int Create = 6;
        fixed (byte* kind = "cgroup2\0"u8)
        {
            var context = (int)LibC.SystemCall(LibC.SystemCallFsOpen, (long)kind, CloseOnExec);
            if (context < 0)
            {
                throw NotMounted();
            }

            using var handle = new SafeFileHandle(context, ownsHandle: true);
            if (LibC.SystemCall(LibC.SystemCallFsConfig, context, Create, 0, 0, 0) < 0)
            {
                throw NotMounted();
            }

            var mount = (int)LibC.SystemCall(LibC.SystemCallFsMount, context, CloseOnExec, 0, 0, 0);
            return mount >= 0
                ? new UnifiedHierarchy(
                    string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{mount}"),
                    new SafeFileHandle(mount, ownsHandle: true)
                )
                : throw NotMounted();
        }
    }

    private static IOException NotMounted() =>
        new($"control groups of version 2 are not mounted here and can't be: {Marshal.GetLastPInvokeErrorMessage()}");

    // Spaces and the like stand in octal: \040.
    private static string Unescape(string text)
    {
        var parts = text.Split('\\');
        return parts[0]
            + string.Concat(parts.Skip(1).Select(part => part.Length >= 3 ? (char)Convert.ToInt32(part[..3], 8) + part[3..] : '\\' + part));
    }
}
