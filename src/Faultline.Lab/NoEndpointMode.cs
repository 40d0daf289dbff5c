namespace Faultline.Lab;

/// <summary>What a service does with connections while no pod is ready behind it.</summary>
public enum NoEndpointMode
{
    /// <summary>They are refused at once, as by a cluster whose nodes know that the pod is gone.</summary>
    Refuse,

    /// <summary>They are not answered at all, as by a cluster that still routes to the pod that is gone.</summary>
    Blackhole,

    /// <summary>They are accepted, and then nothing is ever answered.</summary>
    Hang,
}
