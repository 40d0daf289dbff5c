using Faultline.Linux;

namespace Faultline.Host.Diagnosis;

/// <summary>reboot(2) inside a PID namespace.</summary>
internal sealed class NamespaceEndMechanism : IMechanism
{
    public string Name => "reboot inside a PID namespace";

    public IReadOnlyList<string> Faults => ["host.shutdown"];

    // Whether the rights are there is asked, and never tried: no attempt would go unnoticed.
    public Task<MechanismReport> ProbeAsync(CancellationToken stop) =>
        Task.FromResult(
            FileIdentity.Of("/proc/self/ns/pid") is null
                ? new MechanismReport(false, "the kernel has no PID namespaces", "Use a kernel with CONFIG_PID_NS.")
            : OwnRights.Has(OwnRights.Administer) && OwnRights.Has(OwnRights.Boot) ? MechanismReport.Fine
            : new MechanismReport(false, "the capabilities CAP_SYS_ADMIN and CAP_SYS_BOOT are missing", "Run as root.")
        );
}
