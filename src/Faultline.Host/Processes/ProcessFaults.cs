using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;

namespace Faultline.Host.Processes;

/// <summary>Faults of processes.</summary>
internal static class ProcessFaults
{
    /// <summary>Ends processes, again and again for as long as it lasts.</summary>
    /// <remarks>
    /// Nothing brings an ended process back, except whoever started it. Never hit are PID 1, Faultline itself and whoever started it.
    /// On this host as a whole, 'process', 'user' or 'group' has to say which processes are meant.
    /// </remarks>
    /// <param name="which">Which processes.</param>
    /// <param name="signal">The signal to send: a name, with or without SIG, or a number.</param>
    /// <param name="interval">How many seconds lie between one round and the next; 0 for a single round.</param>
    [Action("process")]
    public static IFault Kill(ProcessQuery which, [Reads<TextOrNumber>] string signal = "KILL", double interval = 1) =>
        new ProcessKill(which, signal, interval);

    /// <summary>Stops processes where they are (SIGSTOP), and lets them go on afterwards (SIGCONT).</summary>
    /// <remarks>
    /// A process that was stopped before stays stopped. Never hit are PID 1, Faultline itself and whoever started it. On this host as
    /// a whole, 'process', 'user' or 'group' has to say which processes are meant.
    /// </remarks>
    /// <param name="which">Which processes.</param>
    [Action("process")]
    public static IFault Stop(ProcessQuery which) => new ProcessStop(which);
}
