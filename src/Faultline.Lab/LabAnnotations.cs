namespace Faultline.Lab;

/// <summary>Annotations that mean something to the lab.</summary>
public static class LabAnnotations
{
    /// <summary>On a service: refuse, blackhole or hang; see <see cref="NoEndpointMode"/>.</summary>
    public const string NoEndpoint = "lab.faultline/no-endpoint";

    /// <summary>
    /// On a service, set by the lab where the port could not be had: the real port, or <c>port=real</c> pairs with commas where
    /// there are several ports. The ports' nodePort says the same.
    /// </summary>
    public const string RealPort = "lab.faultline/real-port";

    /// <summary>On a pod, set by the lab: the time before which its container is not started.</summary>
    public const string StartAfter = "lab.faultline/start-after";
}
