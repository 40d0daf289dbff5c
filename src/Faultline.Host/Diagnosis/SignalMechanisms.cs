using Faultline.Linux.Processes;

namespace Faultline.Host.Diagnosis;

/// <summary>Signals to processes of the same user.</summary>
internal sealed class SignalMechanism : IMechanism
{
    public string Name => "signals to our own processes";

    public IReadOnlyList<string> Faults => ["process.kill", "process.stop"];

    public Task<MechanismReport> ProbeAsync(CancellationToken stop)
    {
        var own = ProcessTable.Find(Environment.ProcessId);
        return Task.FromResult(
            own is not null && ProcessSignal.Send(own.Key, 0) == SignalResult.Sent
                ? MechanismReport.Fine
                : new MechanismReport(false, "this process can't find itself in /proc", "Mount /proc.")
        );
    }
}

/// <summary>Signals to processes of others.</summary>
internal sealed class ForeignSignalMechanism : IMechanism
{
    public string Name => "signals to processes of others";

    public IReadOnlyList<string> Faults => ["process.kill", "process.stop"];

    public Task<MechanismReport> ProbeAsync(CancellationToken stop) =>
        Task.FromResult(
            OwnRights.Has(OwnRights.Kill)
                ? MechanismReport.Fine
                : new MechanismReport(false, "the capability CAP_KILL is missing", "Run as root, or as the user whose processes are meant.")
        );
}
