namespace Faultline.Spdy.Frames;

/// <summary>One frame: the closed family of what two sides tell each other.</summary>
internal abstract record Frame
{
    private Frame() { }

    /// <summary>Opens a stream.</summary>
    internal sealed record SynStream(int StreamId, SpdyHeaders Headers) : Frame
    {
        public int AssociatedId { get; init; }

        public byte Priority { get; init; }

        /// <summary>The opener will send nothing.</summary>
        public bool IsLast { get; init; }

        /// <summary>The other side may send nothing.</summary>
        public bool IsUnidirectional { get; init; }
    }

    /// <summary>Accepts a stream.</summary>
    internal sealed record SynReply(int StreamId, SpdyHeaders Headers, bool IsLast) : Frame;

    /// <summary>Ends a stream at once, both ways.</summary>
    internal sealed record Reset(int StreamId, SpdyStatus Status) : Frame;

    /// <summary>What the other side should know of us.</summary>
    internal sealed record Settings(IReadOnlyList<Setting> Values) : Frame;

    /// <summary>One of them.</summary>
    internal readonly record struct Setting(byte Flags, int Id, uint Value)
    {
        public const int MostStreams = 4;
        public const int InitialWindow = 7;
    }

    /// <summary>Asks for the same number back.</summary>
    internal sealed record Ping(uint Id) : Frame;

    /// <summary>No further streams: those up to the last one are served.</summary>
    internal sealed record GoAway(int LastStreamId, int Status) : Frame;

    /// <summary>More headers of a stream.</summary>
    internal sealed record MoreHeaders(int StreamId, SpdyHeaders Values, bool IsLast) : Frame;

    /// <summary>Grants bytes: to a stream, or with 0 to the connection.</summary>
    internal sealed record WindowUpdate(int StreamId, int Delta) : Frame;

    /// <summary>Bytes of a stream; a long frame is read as several.</summary>
    internal sealed record Data(int StreamId, ReadOnlyMemory<byte> Bytes, bool IsLast) : Frame;
}
