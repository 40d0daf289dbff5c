namespace Faultline.Spdy;

/// <summary>Why a stream was reset, in the numbers of the protocol.</summary>
public enum SpdyStatus
{
    /// <summary>No reason that the protocol knows.</summary>
    Unknown = 0,

    /// <summary>A frame that was not allowed there.</summary>
    ProtocolError = 1,

    /// <summary>A frame for a stream that is not open.</summary>
    InvalidStream = 2,

    /// <summary>The stream was not wanted, and nothing was done for it.</summary>
    RefusedStream = 3,

    /// <summary>Another version of the protocol.</summary>
    UnsupportedVersion = 4,

    /// <summary>Whoever opened the stream needs it no more.</summary>
    Cancel = 5,

    /// <summary>The other side failed.</summary>
    InternalError = 6,

    /// <summary>More was sent than was granted.</summary>
    FlowControlError = 7,

    /// <summary>A second reply to one stream.</summary>
    StreamInUse = 8,

    /// <summary>Data for a stream whose end was announced before.</summary>
    StreamAlreadyClosed = 9,

    /// <summary>A frame that is longer than we take.</summary>
    FrameTooLarge = 11,
}
