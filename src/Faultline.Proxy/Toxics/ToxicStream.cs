namespace Faultline.Proxy.Toxics;

/// <summary>A direction.</summary>
internal enum ToxicStream
{
    /// <summary>From the client to the server.</summary>
    Upstream,

    /// <summary>From the server to the client.</summary>
    Downstream,
}
