namespace Faultline.Lab.Streaming;

/// <summary>A version of the protocol in which exec and attach speak.</summary>
/// <param name="Name">The name by which client and server agree on it; empty where the client names none.</param>
/// <param name="Version">From 1: 3 added the terminal's size, 4 the result as an object, 5 the end of input over WebSocket.</param>
/// <param name="IsBase64">Whether messages are text: the channel's digit, then base64.</param>
internal sealed record ConsoleProtocol(string Name, int Version, bool IsBase64 = false)
{
    /// <summary>Those that are spoken over SPDY.</summary>
    public static IReadOnlyList<ConsoleProtocol> OverSpdy { get; } =
    [new("v4.channel.k8s.io", 4), new("v3.channel.k8s.io", 3), new("v2.channel.k8s.io", 2), new("channel.k8s.io", 1)];

    /// <summary>Those that are spoken over WebSocket.</summary>
    public static IReadOnlyList<ConsoleProtocol> OverWebSocket { get; } =
    [
        new("v5.channel.k8s.io", 5),
        new("v4.channel.k8s.io", 4),
        new("v4.base64.channel.k8s.io", 4, IsBase64: true),
        new("channel.k8s.io", 1),
        new("base64.channel.k8s.io", 1, IsBase64: true),
        new("", 1),
    ];

    /// <summary>Whether the result is told as a Status object, of success too; before, only failures were told, in plain text.</summary>
    public bool HasStatus => Version >= 4;
}
