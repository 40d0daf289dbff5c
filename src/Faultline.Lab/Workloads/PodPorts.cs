using System.Globalization;
using System.Net;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads;

/// <summary>Where the ports of pods really are.</summary>
internal static class PodPorts
{
    /// <summary>Where a pod's port is listened on; null while the pod has no address.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="port">The port as its manifest, or a person, has it.</param>
    public static IPEndPoint? Endpoint(DataObject pod, int port)
    {
        if (pod.TextAt("status", "podIP") is not { Length: > 0 } address)
        {
            return null;
        }

        var isMoved = port == ContainerLaunch.PortOf(pod) && pod.Annotation(LabAnnotations.RealPort) is not null;
        var real = isMoved ? int.Parse(pod.Annotation(LabAnnotations.RealPort)!, CultureInfo.InvariantCulture) : port;
        return new IPEndPoint(IPAddress.Parse(address), real);
    }
}
