using System.Runtime.InteropServices;
using Faultline.Engine.Model.Events;
using Faultline.Engine.Running;

namespace Faultline.Cli.Commands;

/// <summary>Turns the signals that end a process into requests to stop.</summary>
internal sealed class StopSignals : IDisposable
{
    private static int s_handlers;
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals(StopSource stop)
    {
        // The reference's exit helpers speak by these two; their codes are its own.
        const PosixSignal userSignal1 = (PosixSignal)10;
        const PosixSignal userSignal2 = (PosixSignal)12;

        PosixSignalRegistration On(PosixSignal signal, StopCause cause, int? code = null) =>
            PosixSignalRegistration.Create(
                signal,
                context =>
                {
                    context.Cancel = true;
                    stop.Request(cause, code);
                }
            );

        Interlocked.Increment(ref s_handlers);
        _registrations =
        [
            On(PosixSignal.SIGINT, StopCause.Interrupt),
            On(PosixSignal.SIGTERM, StopCause.Terminate),
            On(PosixSignal.SIGHUP, StopCause.HangUp),
            On(userSignal1, StopCause.Exit, 20),
            On(userSignal2, StopCause.Exit, StopRequested.Ungraceful),
        ];
    }

    /// <summary>Whether a command under way handles them.</summary>
    public static bool AreHandled => Volatile.Read(ref s_handlers) > 0;

    public void Dispose()
    {
        Interlocked.Decrement(ref s_handlers);
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }
}
