using System.Globalization;
using Faultline.Linux.Cgroups;

namespace Faultline.Cli.Diagnosis;

/// <summary>What faults stand on besides: rights, folders, the clock, control groups.</summary>
/// <param name="time">The clock.</param>
internal sealed class HostFindings(TimeProvider time)
{
    private const string Boot = "/proc/sys/kernel/random/boot_id";
    private const long EnoughSpace = 1 << 20;

    // What faults of networks and of other users' processes need, by the kernel's numbers.
    private static readonly (int Bit, string Name)[] Capabilities = [(5, "CAP_KILL"), (12, "CAP_NET_ADMIN"), (21, "CAP_SYS_ADMIN")];

    // A clock before this was never set: certificates and schedules would be judged wrongly.
    private static readonly DateTimeOffset Earliest = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whether this process is root, and if not, what it may do.</summary>
    public static Finding Rights()
    {
        if (Environment.IsPrivilegedProcess)
        {
            return new Finding("host", "rights", FindingState.Fine, "root" + (InUserNamespace() ? ", of a user namespace" : ""));
        }

        var has = Capabilities.Where(one => (EffectiveCapabilities() >> one.Bit & 1) == 1).Select(one => one.Name).ToList();
        return new Finding(
            "host",
            "rights",
            FindingState.Limited,
            $"user '{Environment.UserName}'" + (has.Count == 0 ? " without capabilities" : " with " + string.Join(", ", has))
        )
        {
            Remedies = ["Faults of the network and of other users' processes need root, or the capabilities that their messages name."],
        };
    }

    /// <summary>Whether a folder can be written, with room for what is written before a fault.</summary>
    public static Finding Folder(string name, string path)
    {
        var existing = path;
        while (!Path.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
        {
            existing = parent;
        }

        try
        {
            // What is asked is whether it could be: nothing is made that was not there.
            var probe = Path.Combine(existing, $".faultline-{Environment.ProcessId}");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose)) { }

            var free = new DriveInfo(existing).AvailableFreeSpace;
            return free >= EnoughSpace
                ? new Finding("state", name, FindingState.Fine, $"{path} can be written")
                : new Finding(
                    "state",
                    name,
                    FindingState.Missing,
                    string.Create(CultureInfo.InvariantCulture, $"{path} has {free} bytes left")
                )
                {
                    Remedies = ["Make room: what can't be written down is not broken."],
                };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Finding("state", name, FindingState.Missing, $"{path} can't be written: {e.Message.TrimEnd('.')}")
            {
                Remedies = ["Name another folder with --state-dir: without one, no fault is injected."],
            };
        }
    }

    /// <summary>Whether the clock was set, and boots can be told apart.</summary>
    public Finding Clock()
    {
        var now = time.GetUtcNow();
        if (now < Earliest)
        {
            return new Finding(
                "host",
                "clock",
                FindingState.Limited,
                $"it is {now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} here: the clock was never set"
            )
            {
                Remedies = ["Set it, or let NTP set it: the times in journals are wrong until then."],
            };
        }

        return File.Exists(Boot)
            ? new Finding("host", "clock", FindingState.Fine, "set; boots can be told apart")
            : new Finding("host", "clock", FindingState.Missing, $"{Boot} can't be read, so that what a reboot has undone can't be told")
            {
                Remedies = ["Mount /proc."],
            };
    }

    /// <summary>Which control groups there are.</summary>
    public static Finding ControlGroups()
    {
        try
        {
            var groups = CgroupHierarchies.Mounted().Of(Environment.ProcessId);
            var unified = groups.FirstOrDefault(group => group.IsUnified);
            var older = groups
                .Where(group => !group.IsUnified)
                .SelectMany(group => group.Controllers)
                .Order(StringComparer.Ordinal)
                .ToList();
            var words = (unified, older.Count) switch
            {
                (null, 0) => null,
                (null, _) => "version 1: " + string.Join(", ", older),
                (_, 0) => "version 2",
                _ => "version 2 without controllers, beside version 1: " + string.Join(", ", older),
            };
            return words is null
                ? new Finding("host", "control groups", FindingState.Limited, "none are mounted")
                {
                    Remedies = ["Mount them: targets of the kind 'cgroup' need them."],
                }
                : new Finding("host", "control groups", FindingState.Fine, words);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Finding("host", "control groups", FindingState.Limited, $"can't be looked at: {e.Message.TrimEnd('.')}");
        }
    }

    private static bool InUserNamespace()
    {
        try
        {
            // The first namespace maps all numbers to themselves.
            return !File.ReadAllText("/proc/self/uid_map")
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .SequenceEqual(["0", "0", "4294967295"]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static ulong EffectiveCapabilities()
    {
        try
        {
            var line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("CapEff:", StringComparison.Ordinal));
            return line is null ? 0 : ulong.Parse(line["CapEff:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return 0;
        }
    }
}
