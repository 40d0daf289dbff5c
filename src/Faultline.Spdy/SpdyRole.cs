namespace Faultline.Spdy;

/// <summary>Which side of a connection we are; it decides the numbers of streams and nothing else.</summary>
public enum SpdyRole
{
    /// <summary>Whoever connected.</summary>
    Client,

    /// <summary>Whoever listened.</summary>
    Server,
}
