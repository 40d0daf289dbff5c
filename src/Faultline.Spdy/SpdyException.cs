namespace Faultline.Spdy;

/// <summary>A stream or its connection ended otherwise than it should.</summary>
/// <remarks>An <see cref="IOException"/>, since a stream's reader expects nothing else.</remarks>
public sealed class SpdyException(SpdyStatus status, string message, Exception? cause = null) : IOException(message, cause)
{
    /// <summary>The protocol's word for it; <see cref="SpdyStatus.Unknown"/> where the connection was lost.</summary>
    public SpdyStatus Status => status;

    /// <summary>Whether it concerns one stream alone, which was reset; otherwise the connection is over.</summary>
    public bool IsReset { get; init; }

    internal static SpdyException Protocol(string message) => new(SpdyStatus.ProtocolError, message);

    internal static SpdyException Lost(Exception? cause = null) =>
        new(
            SpdyStatus.Unknown,
            cause is null ? "The connection ended before the stream did." : "The connection was lost: " + cause.Message,
            cause
        );

    internal static SpdyException Reset(SpdyStatus status, bool byUs) =>
        new(status, byUs ? $"The stream was given up ({status})." : $"The other side reset the stream ({status}).") { IsReset = true };
}
