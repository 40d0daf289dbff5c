using System.Globalization;

namespace Faultline.Lab.Files;

/// <summary>What tells a process from those that have its number later.</summary>
/// <param name="Start">When it was started, in the kernel's ticks since boot.</param>
/// <param name="BootId">The kernel's id of this boot.</param>
internal sealed record ProcessIdentity(long Start, string BootId)
{
    /// <summary>The identity of a running process; null where there is none.</summary>
    public static ProcessIdentity? Of(int processId)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));

            // The program's name, in parentheses, may hold anything. After it come the state and, 19 fields later, the start.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X"
                ? null
                : new ProcessIdentity(
                    long.Parse(fields[19], CultureInfo.InvariantCulture),
                    File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()
                );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
