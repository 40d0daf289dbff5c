using Faultline.Abstractions.Faults;
using Faultline.Host.Diagnosis;
using Faultline.Linux.Roles;

namespace Faultline.Host.Shutdown;

/// <summary>
/// Shuts this host down where it is a PID namespace and not a machine, as in a container: its processes end, and nothing else does.
/// The <c>shutdown</c> of such a host may well speak with the init of the machine around it.
/// </summary>
internal sealed class NamespacePower : IHostPower
{
    /// <summary>What shuts this host down.</summary>
    public static IHostPower OfThisHost => NamespaceEnd.IsOwnNested ? new NamespacePower() : new HostPower();

    public string? Missing =>
        OwnRights.Has(OwnRights.Boot) ? null : "we may not end this PID namespace: that needs root, or CAP_SYS_BOOT, in its user namespace";

    public Task EndAsync(bool reboot, CancellationToken stop)
    {
        try
        {
            NamespaceEnd.EndOwn(reboot);
            return Task.CompletedTask;
        }
        catch (IOException e)
        {
            throw new FaultRefusedException(e.Message, "Run as root, or with CAP_SYS_BOOT.");
        }
    }
}
