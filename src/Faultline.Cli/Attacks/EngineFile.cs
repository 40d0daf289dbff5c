using System.Globalization;
using Faultline.Linux.Processes;

namespace Faultline.Cli.Attacks;

/// <summary>The file in a run's folder that says which process runs it: its number, its start, the kernel's boot and the PID namespace, with blanks between.</summary>
internal static class EngineFile
{
    private const string Name = "engine";
    private const int Terminate = 15;

    /// <summary>The process of a run; null where its folder does not say.</summary>
    public static ProcessIdentity? Read(string folder)
    {
        try
        {
            var words = File.ReadAllText(Path.Combine(folder, Name)).Split(' ', StringSplitOptions.TrimEntries);
            return
                words is [var pid, var start, { Length: > 0 } boot, { Length: > 0 } space]
                && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && long.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
                ? new ProcessIdentity(new ProcessKey(number, ticks), boot, space)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes it for a process. A run goes on without it: it can then be ended from its own terminal only.</summary>
    public static void Write(string folder, ProcessIdentity process)
    {
        try
        {
            var (key, boot, space) = process;
            File.WriteAllText(
                Path.Combine(folder, Name),
                string.Create(CultureInfo.InvariantCulture, $"{key.Pid} {key.StartTicks} {boot} {space}")
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Said by whoever looks for it.
        }
    }

    /// <summary>Asks a run's process to end; false where it is gone, or not ours to signal.</summary>
    public static bool Ask(ProcessIdentity process) => process.IsOfHere && ProcessSignal.Send(process.Key, Terminate) == SignalResult.Sent;
}
