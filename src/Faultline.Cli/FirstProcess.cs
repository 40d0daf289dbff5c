using System.Runtime.InteropServices;
using Faultline.Cli.Commands;
using Faultline.Linux.Processes;

namespace Faultline.Cli;

/// <summary>
/// The duties of process 1, which we are in a container without an init: the kernel gives it the orphans of everybody else, and
/// spares it every signal that it does not ask for.
/// </summary>
internal sealed class FirstProcess : IDisposable
{
    private readonly OrphanReaper _reaper;
    private readonly PosixSignalRegistration[] _registrations;

    private FirstProcess(TimeProvider time)
    {
        _reaper = new OrphanReaper(time);
        _registrations =
        [
            .. new[] { PosixSignal.SIGINT, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }.Select(signal =>
                PosixSignalRegistration.Create(signal, End)
            ),
        ];
    }

    /// <summary>Takes the duties up where they are ours; null elsewhere.</summary>
    public static FirstProcess? Begin(TimeProvider time) => Environment.ProcessId == 1 ? new FirstProcess(time) : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _reaper.Dispose();
    }

    private static void End(PosixSignalContext context)
    {
        // Without the protection of process 1 the signal would have ended us; a command that handles it ends in its own way.
        if (!StopSignals.AreHandled)
        {
#pragma warning disable RS0030 // Main can't be made to return from here: this is the kernel's default action, which it withholds.
            Environment.Exit(128 + Number(context.Signal));
#pragma warning restore RS0030
        }
    }

    private static int Number(PosixSignal signal) =>
        signal switch
        {
            PosixSignal.SIGHUP => 1,
            PosixSignal.SIGINT => 2,
            _ => 3,
        };
}
