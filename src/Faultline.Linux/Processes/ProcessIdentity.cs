using System.Globalization;

namespace Faultline.Linux.Processes;

/// <summary>A process by what can't be used again: its number alone can.</summary>
/// <param name="Id">The process id.</param>
/// <param name="StartTime">When it began, in the kernel's ticks since the boot.</param>
/// <param name="BootId">The kernel's boot id.</param>
/// <param name="Namespace">The PID namespace in which the number counts, such as <c>pid:[4026531836]</c>.</param>
public sealed record ProcessIdentity(int Id, long StartTime, string BootId, string Namespace)
{
    private static readonly Lazy<string> CurrentBoot = new(() => ReadFirstLine("/proc/sys/kernel/random/boot_id") ?? "unknown");

    private static readonly Lazy<string> CurrentNamespace = new(() =>
    {
        try
        {
            return new FileInfo("/proc/self/ns/pid").LinkTarget ?? "unknown";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    });

    /// <summary>The boot id of the kernel that runs now; <c>unknown</c> where it can't be read.</summary>
    public static string BootIdNow => CurrentBoot.Value;

    /// <summary>This process.</summary>
    public static ProcessIdentity Own => Of(Environment.ProcessId) ?? new(Environment.ProcessId, 0, BootIdNow, CurrentNamespace.Value);

    /// <summary>Whether its number means anything here and now: it began since this boot, in our PID namespace.</summary>
    public bool IsOfHere => BootId == BootIdNow && Namespace == CurrentNamespace.Value;

    /// <summary>Whether it is there, and has not ended.</summary>
    public bool IsAlive => IsOfHere && Look(Id) is { HasEnded: false } found && found.StartTicks == StartTime;

    /// <summary>Whether it is there, and was stopped by a signal (SIGSTOP, a debugger).</summary>
    public bool IsStopped => IsOfHere && Look(Id) is { State: 'T' or 't' } found && found.StartTicks == StartTime;

    /// <summary>The process that has this number now; null where there is none.</summary>
    public static ProcessIdentity? Of(int id) =>
        Look(id) is { HasEnded: false } found ? new ProcessIdentity(id, found.StartTicks, BootIdNow, CurrentNamespace.Value) : null;

    private static ProcessStat? Look(int id) =>
        ReadFirstLine(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat")) is { } stat ? ProcessStat.Parse(stat) : null;

    private static string? ReadFirstLine(string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
