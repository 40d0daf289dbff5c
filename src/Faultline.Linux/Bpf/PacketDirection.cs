namespace Faultline.Linux.Bpf;

/// <summary>Which way packets go, as the host sees it.</summary>
public enum PacketDirection
{
    /// <summary>They come in.</summary>
    Ingress,

    /// <summary>They go out.</summary>
    Egress,
}
