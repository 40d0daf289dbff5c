using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;

namespace Faultline.Host.Shutdown;

/// <summary>Faults of whole machines.</summary>
internal static class ShutdownFaults
{
    /// <summary>Shuts a container, or whatever else has a PID namespace of its own, down: all of its processes end.</summary>
    /// <remarks>
    /// Nothing brings it back but whoever started it. This host itself is shut down only where the target says {"type": "host"} and
    /// 'allow_host' is given.
    /// </remarks>
    /// <param name="delay">How many minutes to wait before.</param>
    /// <param name="reboot">Whether it is a restart.</param>
    /// <param name="allowHost">Whether this very host may be shut down, where it is the target.</param>
    [Action("host")]
    public static IFault Shutdown(double delay = 1, bool reboot = false, bool allowHost = false) =>
        new PlaceShutdown(delay, reboot, allowHost, NamespacePower.OfThisHost, Linux.Roles.OwnRole.OfThisProgram());
}
