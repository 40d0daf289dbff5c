namespace Faultline.Spdy;

/// <summary>What holds a sender back whose receiver does not read.</summary>
public enum SpdyFlow
{
    /// <summary>The windows of SPDY/3.1: as much as the receiver has granted, for each stream and for the whole connection.</summary>
    Windows,

    /// <summary>
    /// The transport alone. Some peers (those of Kubernetes among them) take windows neither into account nor grant any; who waited
    /// for them would stop for good after the first 64 KiB. A stream that nobody reads then holds up the others of its connection.
    /// </summary>
    Transport,
}
