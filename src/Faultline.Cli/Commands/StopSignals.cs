using System.Runtime.InteropServices;
using Faultline.Engine.Model.Events;
using Faultline.Engine.Running;

namespace Faultline.Cli.Commands;

/// <summary>Turns the signals that end a process into requests to stop.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals(StopSource stop)
    {
        PosixSignalRegistration On(PosixSignal signal, StopCause cause) =>
            PosixSignalRegistration.Create(
                signal,
                context =>
                {
                    context.Cancel = true;
                    stop.Request(cause);
                }
            );

        _registrations =
        [
            On(PosixSignal.SIGINT, StopCause.Interrupt),
            On(PosixSignal.SIGTERM, StopCause.Terminate),
            On(PosixSignal.SIGHUP, StopCause.HangUp),
        ];
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }
}
