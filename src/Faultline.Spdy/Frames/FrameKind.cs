namespace Faultline.Spdy.Frames;

/// <summary>The protocol's numbers: kinds of control frames, flags, and sizes.</summary>
internal static class FrameKind
{
    public const int Version = 3;

    public const int SynStream = 1;
    public const int SynReply = 2;
    public const int Reset = 3;
    public const int Settings = 4;
    public const int Ping = 6;
    public const int GoAway = 7;
    public const int Headers = 8;
    public const int WindowUpdate = 9;

    public const byte LastFlag = 1;
    public const byte UnidirectionalFlag = 2;

    /// <summary>The bytes before every frame's content.</summary>
    public const int HeadSize = 8;

    /// <summary>What a control frame may hold: more than any that makes sense.</summary>
    public const int MostControl = 64 * 1024;

    /// <summary>What a header block may become when it is unpacked.</summary>
    public const int MostHeaders = 256 * 1024;

    /// <summary>How much of a data frame is read, or written, in one piece.</summary>
    public const int DataPiece = 16 * 1024;
}
