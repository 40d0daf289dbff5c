namespace Faultline.Spdy;

/// <summary>How much a connection takes, and how its flow is controlled.</summary>
public sealed record SpdyOptions
{
    /// <summary>The window of every stream and of the connection where nobody says otherwise, in bytes.</summary>
    public const int UsualWindow = 64 * 1024;

    /// <summary>What holds senders back; by default the protocol's windows.</summary>
    public SpdyFlow Flow { get; init; } = SpdyFlow.Windows;

    /// <summary>How many bytes of a stream wait here for their reader; by default 64 KiB.</summary>
    public int StreamWindow { get; init; } = UsualWindow;

    /// <summary>How many bytes of all streams together wait here, with <see cref="SpdyFlow.Windows"/>; by default 1 MiB.</summary>
    public int ConnectionWindow { get; init; } = 1024 * 1024;

    /// <summary>How many streams the other side may have open; by default 1024. A further one is refused.</summary>
    public int MostStreams { get; init; } = 1024;
}
