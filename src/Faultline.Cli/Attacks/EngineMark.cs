using System.Globalization;
using Faultline.Linux.Processes;

namespace Faultline.Cli.Attacks;

/// <summary>Which process runs a run, by what no other process ever has: its number, its start and the kernel's boot.</summary>
/// <param name="ProcessId">Its number.</param>
/// <param name="Start">When it was started, in the kernel's ticks since its boot.</param>
/// <param name="BootId">The kernel's boot.</param>
internal sealed record EngineMark(int ProcessId, string Start, string BootId)
{
    /// <summary>The file's name in the folder of a run.</summary>
    public const string FileName = "engine";

    private const int Terminate = 15;

    /// <summary>This process.</summary>
    public static EngineMark OfThisProcess() => Of(Environment.ProcessId) ?? new EngineMark(Environment.ProcessId, "", "");

    /// <summary>A process; null where it is gone.</summary>
    public static EngineMark? Of(int processId) =>
        StartOf(processId) is { } start && BootIdOf() is { } boot ? new EngineMark(processId, start, boot) : null;

    /// <summary>The process of a run; null where its folder does not say.</summary>
    public static EngineMark? Read(string folder)
    {
        try
        {
            var words = File.ReadAllText(Path.Combine(folder, FileName)).Split(' ', StringSplitOptions.TrimEntries);
            return
                words is [var pid, { Length: > 0 } start, { Length: > 0 } boot]
                && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? new EngineMark(number, start, boot)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes it into the folder of a run. A run goes on without it: it can then be ended from its own terminal only.</summary>
    public void Write(string folder)
    {
        try
        {
            File.WriteAllText(Path.Combine(folder, FileName), string.Create(CultureInfo.InvariantCulture, $"{ProcessId} {Start} {BootId}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Said by whoever looks for it.
        }
    }

    /// <summary>Whether the process is still there, and the same.</summary>
    public bool IsAlive => BootIdOf() == BootId && StartOf(ProcessId) == Start;

    /// <summary>Asks the process to end; false where it is gone, or not ours to signal.</summary>
    public bool Ask() =>
        BootIdOf() == BootId
        && long.TryParse(Start, NumberStyles.None, CultureInfo.InvariantCulture, out var start)
        && ProcessSignal.Send(new ProcessKey(ProcessId, start), Terminate) == SignalResult.Sent;

    // A process that has ended, and nobody has asked how, is gone.
    private static string? StartOf(int processId) =>
        ProcessTable.Find(processId) is { HasEnded: false } found ? found.StartTicks.ToString(CultureInfo.InvariantCulture) : null;

    private static string? BootIdOf()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
