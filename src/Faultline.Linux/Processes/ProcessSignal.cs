using System.Runtime.InteropServices;

namespace Faultline.Linux.Processes;

/// <summary>Signals to processes that we did not start ourselves.</summary>
public static partial class ProcessSignal
{
    /// <summary>The number of SIGKILL.</summary>
    public const int Kill = LibC.SIGKILL;

    /// <summary>The number of SIGSTOP.</summary>
    public const int Stop = 19;

    /// <summary>The number of SIGCONT.</summary>
    public const int Continue = 18;

    private const long PidfdSendSignal = 424;
    private const int NoSuchProcess = 3;
    private const int NotPermitted = 1;

    // The generic ABI's numbers, the same on x64 and arm64.
    private static readonly string[] Names =
    [
        "HUP",
        "INT",
        "QUIT",
        "ILL",
        "TRAP",
        "ABRT",
        "BUS",
        "FPE",
        "KILL",
        "USR1",
        "SEGV",
        "USR2",
        "PIPE",
        "ALRM",
        "TERM",
        "STKFLT",
        "CHLD",
        "CONT",
        "STOP",
        "TSTP",
        "TTIN",
        "TTOU",
        "URG",
        "XCPU",
        "XFSZ",
        "VTALRM",
        "PROF",
        "WINCH",
        "IO",
        "PWR",
        "SYS",
    ];

    /// <summary>The names of all signals, without <c>SIG</c>.</summary>
    public static IReadOnlyList<string> AllNames => Names;

    /// <summary>A signal's number by its name, with or without <c>SIG</c>, or by its number; null where there is none.</summary>
    public static int? Number(string text)
    {
        var name = text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text[3..] : text;
        var at = Array.FindIndex(Names, one => one.Equals(name, StringComparison.OrdinalIgnoreCase));
        return at >= 0 ? at + 1
            : int.TryParse(text, System.Globalization.NumberStyles.None, null, out var number) && number is > 0 and <= 64 ? number
            : null;
    }

    /// <summary>A signal's name without <c>SIG</c>; its number where it has none.</summary>
    public static string Name(int signal) =>
        signal >= 1 && signal <= Names.Length ? Names[signal - 1] : signal.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Sends a signal to one process; false where it is not there, or not ours to signal.</summary>
    public static bool Send(int processId, int signal) => processId > 0 && LibC.Kill(processId, signal) == 0;

    /// <summary>Sends a signal to the very process, and never to another that has its number by now.</summary>
    /// <param name="process">The process.</param>
    /// <param name="signal">The signal's number; 0 only asks whether it could be sent.</param>
    public static SignalResult Send(ProcessKey process, int signal)
    {
        // Held first, looked at then: while it is held, the number stays its own.
        var held = (int)LibC.SystemCall(LibC.SystemCallPidfdOpen, process.Pid, 0);
        var error = Marshal.GetLastPInvokeError();
        if (held < 0 && error == NoSuchProcess)
        {
            return SignalResult.Gone;
        }

        try
        {
            if (ProcessTable.Find(process) is null)
            {
                return SignalResult.Gone;
            }

            // Without a handle (before Linux 5.3) the number is all there is.
            var sent = held >= 0 ? (int)SystemCall(PidfdSendSignal, held, signal, 0, 0) : LibC.Kill(process.Pid, signal);
            error = Marshal.GetLastPInvokeError();
            return sent == 0 ? SignalResult.Sent
                : error == NoSuchProcess ? SignalResult.Gone
                : error == NotPermitted ? SignalResult.NotPermitted
                : SignalResult.Refused;
        }
        finally
        {
            if (held >= 0)
            {
                _ = LibC.Close(held);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SystemCall(long number, long first, long second, long third, long fourth);
}

/// <summary>What became of a signal.</summary>
public enum SignalResult
{
    /// <summary>It was sent.</summary>
    Sent,

    /// <summary>The process has ended.</summary>
    Gone,

    /// <summary>We may not signal that process.</summary>
    NotPermitted,

    /// <summary>The kernel knows no such signal.</summary>
    Refused,
}
